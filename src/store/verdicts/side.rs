//! Judging on a thread beside the one that reads and writes: the connection is of one thread, the rules are nobody's.
//!
//! People go over in batches and their rows come back in the same order, so that what is written is what one thread
//! would have written.

use super::{
    Court, Going, STEP,
    block::{Block, Keeper},
};
use crate::{
    domain::hours::Entry,
    store::{
        Result,
        ledger::{Cadre, Whom, stream},
    },
};
use rusqlite::Connection;
use std::{
    mem,
    sync::mpsc::{channel, sync_channel},
    thread,
};

/// Batches that wait to be judged at most.
const WAITING: usize = 2;

/// People with their entries, one after the other.
#[derive(Default)]
struct Batch<'b> {
    people: Vec<(Cadre, usize)>,
    entries: Vec<Entry<'b>>,
}

impl<'b> Batch<'b> {
    fn push(&mut self, cadre: &mut Cadre, entries: &[Entry<'b>]) {
        self.people.push((mem::take(cadre), entries.len()));
        self.entries.extend_from_slice(entries);
    }

    fn judge(&self, court: &Court<'b>) -> Block {
        let (mut block, mut at) = (Block::default(), 0);
        for (cadre, entries) in &self.people {
            block.push(cadre.id, court.rows(cadre, &self.entries[at..at + entries]));
            at += entries;
        }
        block
    }
}

/// Judges everyone and writes what comes of it; false where `going` stopped it.
pub(super) fn everyone(conn: &Connection, court: &Court, keeper: &mut Keeper, going: Going) -> Result<bool> {
    thread::scope(|scope| {
        let (give, take) = sync_channel::<Batch>(WAITING);
        let (done, judged) = channel::<Block>();
        scope.spawn(move || take.iter().all(|batch| done.send(batch.judge(court)).is_ok()));
        let (mut batch, mut count, mut failed, mut stopped) = (Batch::default(), 0, None, false);
        stream::each(conn, court.book, Whom::All, |cadre, entries| {
            batch.push(cadre, entries);
            count += 1;
            if batch.people.len() < STEP {
                return true;
            }
            stopped = !going(count);
            let alive = give.send(mem::take(&mut batch)).is_ok();
            failed = judged.try_iter().try_for_each(|block| keeper.settle_block(&block)).err();
            alive && failed.is_none() && !stopped
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
        if stopped {
            return Ok(false);
        }
        give.send(batch).ok();
        drop(give);
        judged.iter().try_for_each(|block| keeper.settle_block(&block))?;
        keeper.settle_rest()?;
        Ok(true)
    })
}
