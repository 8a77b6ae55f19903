//! The one tokio runtime of the process. It holds no state of any session; it lives as long as the process,
//! because PowerShell cannot unload a native library.

use std::sync::OnceLock;
use tokio::runtime::{Builder, Runtime};

/// The runtime, started on first use.
pub fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        // Two threads carry the requests; photos are rendered on the blocking pool.
        let built = Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("spo")
            .enable_all()
            .build();
        built.expect("the operating system gives threads and sockets")
    })
}
