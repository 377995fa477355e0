//! How the program learns that it should end although nobody pressed a key: a signal, or a line that is gone.
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

#[cfg(unix)]
mod unix {
    use super::End;
    use rustix::event::{PollFd, PollFlags, poll};
    use signal_hook::{
        consts::{SIGHUP, SIGINT, SIGTERM},
        iterator::Signals,
    };
    use std::{io, process, thread, time::Duration};

    /// What a shell reports of a process that ended by SIGHUP.
    const GONE: i32 = 128 + SIGHUP;
    /// Time to leave in order once the line is gone.
    const GRACE: Duration = Duration::from_secs(2);
    const STACK: usize = 128 * 1024;

    /// Calls `tell` once for each reason to end; from threads of its own.
    pub fn listen(tell: impl Fn(End) + Send + Clone + 'static) -> io::Result<()> {
        let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM])?;
        let told = tell.clone();
        thread::Builder::new().name("signals".into()).stack_size(STACK).spawn(move || {
            for signal in signals.forever() {
                if signal == SIGHUP {
                    hung_up(&told);
                }
                told(End::Asked);
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

    fn hung_up(tell: &impl Fn(End)) -> ! {
        tell(End::HungUp);
        thread::sleep(GRACE);
        process::exit(GONE)
    }
}

#[cfg(unix)]
pub(super) use unix::listen;

/// Elsewhere a closed window ends the process by itself.
#[cfg(not(unix))]
pub(super) fn listen(_: impl Fn(End) + Send + Clone + 'static) -> std::io::Result<()> {
    Ok(())
}
