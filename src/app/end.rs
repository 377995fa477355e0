//! How the program learns what no key says: that it should end (a signal, a line that is gone), rest, or has another size.
//!
//! After a hang-up the library that reads keys would spin on the dead terminal and never return, so a thread of its
//! own waits for the hang-up, and for nothing else: it sleeps until the line breaks. Whatever the other threads are
//! at then, the process is gone two seconds later; what was not committed is rolled back by the next who opens.

/// Why the screens end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Someone asked for it: the terminal is given back.
    Asked,
    /// The line is gone: the terminal is not touched.
    HungUp,
}

/// What the system tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum News {
    /// To end.
    End(End),
    /// The window has another size.
    Resized,
    /// To rest: the shell wants the terminal.
    Suspend,
    /// It goes on after a rest.
    Continued,
}

#[cfg(unix)]
mod unix {
    use super::{End, News};
    use rustix::event::{PollFd, PollFlags, poll};
    use signal_hook::{
        consts::{SIGCONT, SIGHUP, SIGINT, SIGSTOP, SIGTERM, SIGTSTP, SIGWINCH},
        iterator::Signals,
        low_level::raise,
    };
    use std::{io, process, thread, time::Duration};

    /// What a shell reports of a process that ended by SIGHUP.
    const GONE: i32 = 128 + SIGHUP;
    /// Time to leave in order once the line is gone.
    const GRACE: Duration = Duration::from_secs(2);
    const STACK: usize = 128 * 1024;

    /// Stops this process until someone lets it go on; the caller has given the terminal back.
    pub fn stop() {
        raise(SIGSTOP).ok();
    }

    /// Calls `tell` for whatever the system says; from threads of its own.
    pub fn listen(tell: impl Fn(News) + Send + Clone + 'static) -> io::Result<()> {
        let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGCONT, SIGWINCH])?;
        let told = tell.clone();
        thread::Builder::new().name("signals".into()).stack_size(STACK).spawn(move || {
            for signal in signals.forever() {
                match signal {
                    SIGHUP => hung_up(&told),
                    SIGTSTP => told(News::Suspend),
                    SIGCONT => told(News::Continued),
                    SIGWINCH => told(News::Resized),
                    _ => {
                        told(News::End(End::Asked));
                        // Whatever the program is at, it is gone in time.
                        thread::sleep(GRACE);
                        process::exit(128 + signal)
                    }
                }
            }
        })?;
        thread::Builder::new().name("line".into()).stack_size(STACK).spawn(move || {
            let stdin = io::stdin();
            // No event is asked for, so only a hang-up or an error wakes this up.
            while poll(&mut [PollFd::new(&stdin, PollFlags::empty())], None) == Err(rustix::io::Errno::INTR) {}
            hung_up(&tell);
        })?;
        Ok(())
    }

    fn hung_up(tell: &impl Fn(News)) -> ! {
        tell(News::End(End::HungUp));
        thread::sleep(GRACE);
        process::exit(GONE)
    }
}

#[cfg(unix)]
pub(super) use unix::{listen, stop};

/// Elsewhere a closed window ends the process by itself.
#[cfg(not(unix))]
pub(super) fn listen(_: impl Fn(News) + Send + Clone + 'static) -> std::io::Result<()> {
    Ok(())
}

/// Elsewhere nothing is suspended.
#[cfg(not(unix))]
pub(super) const fn stop() {}
