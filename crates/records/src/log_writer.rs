//! Many appends to the access log at once: those that wait are written together, in one transaction.

use tokio::sync::{mpsc, oneshot};

use crate::{Access, Error, Records, Result};

/// Entries of one transaction, at most.
const AT_ONCE: usize = 1_000;
/// Entries that may wait; who comes then waits for room.
const QUEUE: usize = 10_000;

type Waiting = (Access, oneshot::Sender<Result<(), String>>);

/// A queue before the access log. A caller gets its answer when its entry is durable; while one transaction is being
/// written, those who come gather for the next, so that fifty readers don't wait for fifty writes to the disk.
///
/// Cheap to clone. The queue ends when the last clone is dropped; what is in it is written first.
#[derive(Clone, Debug)]
pub struct LogWriter {
    queue: mpsc::Sender<Waiting>,
}

impl LogWriter {
    /// Starts the queue. Call it in a Tokio runtime.
    pub fn start(records: Records) -> LogWriter {
        let (queue, mut waiting) = mpsc::channel::<Waiting>(QUEUE);
        tokio::spawn(async move {
            let mut batch = Vec::new();
            while waiting.recv_many(&mut batch, AT_ONCE).await > 0 {
                let (accesses, callers): (Vec<Access>, Vec<_>) = batch.drain(..).unzip();
                let done = records.append_log(&accesses).await.map(|_| ()).map_err(|error| error.to_string());
                for caller in callers {
                    // A caller that has gone away doesn't need the answer; the entry is there all the same.
                    let _gone = caller.send(done.clone());
                }
            }
        });
        LogWriter { queue }
    }

    /// Appends an entry. When this returns without an error, the entry is durable; show the data only then.
    ///
    /// # Errors
    ///
    /// [`Error::Machine`] when it could not be written: then don't show the data.
    pub async fn append(&self, access: Access) -> Result<()> {
        let stopped = || Error::Machine("the access log can’t be written: the program is stopping".into());
        let (caller, answer) = oneshot::channel();
        self.queue.send((access, caller)).await.map_err(|_| stopped())?;
        answer
            .await
            .map_err(|_| stopped())?
            .map_err(|why| Error::Machine(format!("the access log can’t be written: {why}")))
    }
}
