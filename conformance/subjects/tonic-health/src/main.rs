//! tonic-health as a subject of the conformance suite.

mod protocol;

use std::env;
use std::error::Error;
use std::net::ToSocketAddrs;
use std::process::ExitCode;
use std::time::Duration;

use protocol::Subject;
use serde_json::json;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic_health::ServingStatus;
use tonic_health::server::{HealthReporter, health_reporter};

/// Calls the reporter from the protocol's threads; the server runs on the runtime's own.
struct TonicHealth {
    runtime: Runtime,
    reporter: HealthReporter,
}

impl Subject for TonicHealth {
    fn set(&self, service: &str, status: ServingStatus) {
        self.runtime
            .block_on(self.reporter.set_service_status(service, status));
    }

    fn clear(&self, service: &str) {
        let mut reporter = self.reporter.clone();
        self.runtime
            .block_on(reporter.clear_service_status(service));
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            protocol::write(&json!({"ready": false, "error": error.to_string()}));
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let host = setting("HEALTH_SUBJECT_HOST", "127.0.0.1");
    let port: u16 = setting("HEALTH_SUBJECT_PORT", "0").parse()?;
    let address = (host.as_str(), port)
        .to_socket_addrs()?
        .next()
        .ok_or("HEALTH_SUBJECT_HOST: no address")?;

    let runtime = Runtime::new()?;
    let (reporter, health) = health_reporter();
    let incoming = {
        let _inside = runtime.enter();
        TcpIncoming::bind(address)?.with_nodelay(Some(true))
    };
    let port = incoming.local_addr()?.port();
    let (stop, stopping) = oneshot::channel::<()>();
    let serving = runtime.spawn(
        Server::builder()
            .add_service(health)
            .serve_with_incoming_shutdown(incoming, async {
                stopping.await.ok();
            }),
    );
    protocol::write(&json!({
        "ready": true, "protocol": 1, "port": port,
        "name": "tonic-health", "version": env!("TONIC_HEALTH_VERSION"), "language": "rust",
        "ops": ["set", "clear", "flap"],
        "methods": ["Check", "Watch"],
        "statuses": ["UNKNOWN", "SERVING", "NOT_SERVING"],
        "dynamic": true,
    }));

    let subject = TonicHealth { runtime, reporter };
    let grace = protocol::obey(&subject);
    stop.send(()).ok();
    // What is open after the grace is cut off with the process.
    subject
        .runtime
        .block_on(async { tokio::time::timeout(grace, serving).await.ok() });
    subject.runtime.shutdown_timeout(Duration::from_millis(100));
    Ok(())
}

fn setting(name: &str, absent: &str) -> String {
    env::var(name).unwrap_or_else(|_| absent.to_owned())
}
