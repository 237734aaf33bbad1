//! The few calls to the operating system, each with the reason why it is sound.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::sync::atomic::{AtomicI32, Ordering};

/// A process's number.
pub type Pid = libc::pid_t;

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// By itself, with this code.
    Exit(i32),
    /// By this signal.
    Signal(i32),
    /// It is gone and nobody can say how.
    Unknown,
}

/// A second process like this one: `None` in the new one, its number in the old one.
///
/// Only the calling thread goes on in the new process. The caller must hold no lock that
/// another thread could be holding; supervisor and worker have one thread of their own, and
/// the C library keeps its allocator usable.
pub fn fork() -> io::Result<Option<Pid>> {
    // SAFETY: no memory is handed over; see above for what the new process may rely on.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        0 => Ok(None),
        pid => Ok(Some(pid)),
    }
}

/// Ends this process at once, without the handlers and destructors that a cell may have left.
pub fn leave(code: i32) -> ! {
    // SAFETY: `_exit` takes no memory and does not return.
    unsafe { libc::_exit(code) }
}

/// Ends another process at once; that it is gone already is no error.
pub fn kill(pid: Pid) {
    send(pid, libc::SIGKILL);
}

/// How `pid` ended, if it did.
pub fn ended(pid: Pid) -> Option<Ending> {
    let mut status = 0;
    // SAFETY: `status` outlives the call.
    match unsafe { libc::waitpid(pid, &raw mut status, libc::WNOHANG) } {
        0 => None,
        -1 => {
            // Not our child (it was the child of a process that is gone): ask whether it lives.
            // SAFETY: signal 0 only asks.
            let lives = unsafe { libc::kill(pid, 0) } == 0;
            (!lives).then_some(Ending::Unknown)
        }
        _ => Some(ending(status)),
    }
}

fn ending(status: libc::c_int) -> Ending {
    if libc::WIFEXITED(status) {
        Ending::Exit(libc::WEXITSTATUS(status))
    } else {
        Ending::Signal(libc::WTERMSIG(status))
    }
}

/// Two ends of a pipe that programs started from here do not get: to read, to write.
pub fn pipe() -> io::Result<(File, File)> {
    let mut ends: [RawFd; 2] = [0; 2];
    // SAFETY: the array has the two places that the call fills.
    if unsafe { libc::pipe(ends.as_mut_ptr()) } != 0 {
        return Err(io::Error::last_os_error());
    }
    for end in ends {
        // SAFETY: the descriptor was made just now.
        unsafe { libc::fcntl(end, libc::F_SETFD, libc::FD_CLOEXEC) };
    }
    // SAFETY: both descriptors are new and belong to nobody else.
    Ok(unsafe { (File::from_raw_fd(ends[0]), File::from_raw_fd(ends[1])) })
}

/// Makes reading from `fd` return at once when there is nothing.
pub fn without_waiting(fd: &impl AsRawFd) {
    let fd = fd.as_raw_fd();
    // SAFETY: the descriptor is open for as long as the reference lives.
    unsafe {
        let flags = libc::fcntl(fd, libc::F_GETFL);
        libc::fcntl(fd, libc::F_SETFL, flags | libc::O_NONBLOCK);
    }
}

/// Puts `file` in the place of the descriptor `number` (0 or 1).
pub fn put_at(file: File, number: RawFd) -> io::Result<()> {
    let fd: OwnedFd = file.into();
    // SAFETY: both are descriptors of this process; the old one is closed when `fd` drops.
    match unsafe { libc::dup2(fd.as_raw_fd(), number) } {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

/// Which of the descriptors have something to read (or are closed), after at most `wait`
/// milliseconds; a signal ends the wait.
pub fn readable<const N: usize>(fds: [RawFd; N], wait: i32) -> [bool; N] {
    let mut asked = fds.map(|fd| libc::pollfd { fd, events: libc::POLLIN, revents: 0 });
    // SAFETY: the array outlives the call and its length is given.
    let found = unsafe { libc::poll(asked.as_mut_ptr(), N as libc::nfds_t, wait) };
    asked.map(|one| found > 0 && one.revents != 0)
}

/// What can be read now: `None` at the end, nothing when there is nothing yet.
pub fn read_some(from: &mut impl Read) -> Option<Vec<u8>> {
    let mut block = vec![0; 1 << 16];
    match from.read(&mut block) {
        Ok(0) => None,
        Ok(count) => {
            block.truncate(count);
            Some(block)
        }
        Err(error) => match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted => Some(Vec::new()),
            _ => None,
        },
    }
}

/// Where the signal handler writes.
static SIGNALLED: AtomicI32 = AtomicI32::new(-1);

extern "C" fn on_signal(number: libc::c_int) {
    let fd = SIGNALLED.load(Ordering::Relaxed);
    let byte = number as u8;
    // SAFETY: `write` may be called from a signal handler, and `byte` outlives the call.
    unsafe { libc::write(fd, (&raw const byte).cast(), 1) };
}

/// From now on what is asked of this process and the end of a child are written to a pipe, as one byte each.
pub fn signals() -> io::Result<File> {
    let (read, write) = pipe()?;
    without_waiting(&read);
    without_waiting(&write);
    SIGNALLED.store(write.as_raw_fd(), Ordering::Relaxed);
    std::mem::forget(write);
    for number in [libc::SIGINT, libc::SIGUSR1, libc::SIGCHLD] {
        // SAFETY: the handler does nothing but write one byte to a pipe that stays open.
        unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = on_signal as extern "C" fn(libc::c_int) as usize;
            action.sa_flags = libc::SA_RESTART | libc::SA_NOCLDSTOP;
            libc::sigaction(number, &raw const action, std::ptr::null_mut());
        }
    }
    Ok(read)
}

/// Whether the byte from [`signals`] asks to stop the cell that runs.
pub fn is_interrupt(byte: u8) -> bool {
    i32::from(byte) == libc::SIGINT
}

/// Whether the byte from [`signals`] asks to end what idle cells have left running.
pub fn is_end_of_threads(byte: u8) -> bool {
    i32::from(byte) == libc::SIGUSR1
}

/// An interrupt does nothing to this process: it arrives as a message.
pub fn ignore_interrupts() {
    // SAFETY: to ignore a signal installs no handler.
    unsafe { libc::signal(libc::SIGINT, libc::SIG_IGN) };
}

/// Asks the supervisor `pid` to stop the cell that runs.
pub fn interrupt(pid: Pid) {
    send(pid, libc::SIGINT);
}

/// Asks the supervisor `pid` to end, between cells, the threads that cells have left running.
pub fn end_threads(pid: Pid) {
    send(pid, libc::SIGUSR1);
}

fn send(pid: Pid, signal: libc::c_int) {
    if pid > 0 {
        // SAFETY: a positive number names one process, and no memory is handed over.
        unsafe { libc::kill(pid, signal) };
    }
}

/// Every process with its parent.
#[cfg(target_os = "linux")]
pub fn processes() -> Vec<(Pid, Pid)> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    let numbers = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    numbers
        .filter_map(|pid: Pid| {
            let about = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
            // The program's name stands in brackets and may hold anything; its state and its
            // parent follow.
            let rest = about.rsplit_once(')')?.1;
            Some((pid, rest.split_whitespace().nth(1)?.parse().ok()?))
        })
        .collect()
}

/// Every process with its parent.
#[cfg(not(target_os = "linux"))]
pub fn processes() -> Vec<(Pid, Pid)> {
    let mut command = std::process::Command::new("ps");
    let Ok(listing) = command.args(["-A", "-o", "pid=,ppid="]).output() else { return Vec::new() };
    let numbers = |line: &str| {
        let mut words = line.split_whitespace();
        Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?))
    };
    String::from_utf8_lossy(&listing.stdout).lines().filter_map(numbers).collect()
}

/// Takes every process that has ended off the system's list, and says how `pid` ended if it is
/// among them. Others are snapshots of workers that are gone, and what cells have started.
pub fn reap(pid: Pid) -> Option<Ending> {
    let mut found = None;
    loop {
        let mut status = 0;
        // SAFETY: `status` outlives the call.
        let ended = unsafe { libc::waitpid(-1, &raw mut status, libc::WNOHANG) };
        if ended <= 0 {
            break;
        }
        if ended == pid {
            found = Some(ending(status));
        }
    }
    found.or_else(|| self::ended(pid))
}

/// Makes this process the parent of its children's children when those lose theirs, so that
/// it can say how a worker ended that began as a snapshot.
pub fn adopt_orphans() {
    #[cfg(target_os = "linux")]
    // SAFETY: sets a flag of this process.
    unsafe {
        libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1);
    }
}

/// Ends this process when its parent ends, however that happens.
pub fn die_with_parent() {
    #[cfg(target_os = "linux")]
    // SAFETY: sets a flag of this process.
    unsafe {
        libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
    }
}

/// Limits the memory that this process and those it starts can ask for on top of what it has
/// now, in bytes. What it has now is mostly address space: the allocator sets a gigabyte aside
/// before it uses any of it, and the system counts that.
pub fn limit_memory(bytes: u64) {
    #[cfg(target_os = "linux")]
    // SAFETY: the structure outlives the call.
    unsafe {
        let bytes = bytes.saturating_add(data_mapped());
        let limit = libc::rlimit { rlim_cur: bytes, rlim_max: bytes };
        libc::setrlimit(libc::RLIMIT_DATA, &raw const limit);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = bytes;
}

/// What the system counts against a limit on this process's data, in bytes.
#[cfg(target_os = "linux")]
fn data_mapped() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmData:"));
    let kilobytes = kilobytes.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) << 10
}

/// Writes all of `bytes` to the descriptor `number` (1 or 2), past any buffer.
pub fn write_to(number: RawFd, bytes: &[u8]) -> io::Result<()> {
    // SAFETY: the descriptor is one of the standard ones; `ManuallyDrop` leaves it open.
    let mut file = std::mem::ManuallyDrop::new(unsafe { File::from_raw_fd(number) });
    file.write_all(bytes)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn what_is_mapped_counts_at_least_what_is_held() {
        let block = std::hint::black_box(vec![1_u8; 64 << 20]);
        assert!(data_mapped() >= block.len() as u64, "{}", data_mapped());
    }
}
