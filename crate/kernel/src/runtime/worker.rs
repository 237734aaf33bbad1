//! The process that holds the variables and runs the cells.

use super::sys;
use std::ffi::c_void;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;

/// A worker, on either of the two lines to the supervisor.
pub struct Worker {
    lines: [UnixStream; 2],
    current: usize,
    store: *mut c_void,
    snapshot: sys::Pid,
}

/// A cell's function: takes the variables and gives them back.
type Cell = unsafe extern "C" fn(*mut c_void) -> *mut c_void;

impl Worker {
    /// A worker without variables.
    pub fn new(lines: [UnixStream; 2]) -> Worker {
        Worker { lines, current: 0, store: std::ptr::null_mut(), snapshot: 0 }
    }

    /// Runs cells until the supervisor is gone.
    pub fn run(mut self) -> ! {
        loop {
            let Some(command) = self.hear() else { sys::leave(0) };
            if self.snapshot > 0 {
                // It was ended after the last cell; this takes it off the system's list.
                let _ = sys::ended(self.snapshot);
            }
            match sys::fork() {
                Ok(None) => {
                    self.wait_as_snapshot();
                    continue;
                }
                Ok(Some(pid)) => self.snapshot = pid,
                Err(_) => self.snapshot = 0,
            }
            self.say(&format!("snapshot {}", self.snapshot));
            // Without a cell only the snapshot was wanted: it has no threads but one.
            let Some((file, function)) = command.split_once('\t') else { continue };
            let answer = match self.load_and_run(file, function) {
                Ok(()) => "done".to_owned(),
                Err(error) => format!("failed {}", error.to_string().replace('\n', " ")),
            };
            self.say(&answer);
        }
    }

    /// Comes back when the worker from which this snapshot was taken is gone.
    fn wait_as_snapshot(&mut self) {
        self.current = 1 - self.current;
        self.snapshot = 0;
        match self.hear() {
            Some(word) if word == "resume" => sys::die_with_parent(),
            _ => sys::leave(0),
        }
    }

    fn load_and_run(&mut self, file: &str, function: &str) -> Result<(), libloading::Error> {
        // SAFETY: evcxr compiled the file for this call: the function has this signature,
        // takes what the last one returned, and the file stays loaded, because variables and
        // functions of later cells point into it.
        unsafe {
            let library = libloading::Library::new(file)?;
            let cell = *library.get::<Cell>(function.as_bytes())?;
            std::mem::forget(library);
            self.store = cell(self.store);
        }
        Ok(())
    }

    /// One line from the supervisor, byte by byte so that nothing of the next is taken.
    fn hear(&mut self) -> Option<String> {
        let mut line = Vec::new();
        let mut byte = [0];
        loop {
            match self.lines[self.current].read(&mut byte) {
                Ok(1) if byte[0] == b'\n' => return String::from_utf8(line).ok(),
                Ok(1) => line.push(byte[0]),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                _ => return None,
            }
        }
    }

    fn say(&mut self, word: &str) {
        if self.lines[self.current].write_all(format!("{word}\n").as_bytes()).is_err() {
            sys::leave(0);
        }
    }
}
