//! The subject's side of the protocol: reads a command a line, and calls a [`Subject`].

use std::io::{BufRead, Write, stdin, stdout};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::{Map, Value, json};
use tonic_health::ServingStatus;

const DEFAULT_GRACE: u64 = 2000;
const TURNS: [ServingStatus; 2] = [ServingStatus::Serving, ServingStatus::NotServing];

/// A health server that the suite steers: one call of the implementation each.
pub trait Subject: Sync {
    fn set(&self, service: &str, status: ServingStatus);
    fn clear(&self, service: &str);
}

/// A command that is not carried out: one of the protocol's errors, and why.
struct Refusal(&'static str, String);

fn invalid(detail: impl Into<String>) -> Refusal {
    Refusal("invalid", detail.into())
}

/// Obeys until `stop` or the end of the input; returns the grace.
pub fn obey(subject: &impl Subject) -> Duration {
    let mut lines = stdin().lock();
    let mut line = Vec::new();
    while lines
        .read_until(b'\n', &mut line)
        .is_ok_and(|length| length > 0)
    {
        let (id, outcome) = match Command::parse(&line) {
            Ok(command) => (command.id(), command.carry_out(subject)),
            Err(refusal) => (Value::Null, Err(refusal)),
        };
        match outcome {
            Ok(grace) => {
                write(&json!({"id": id, "ok": true}));
                if let Some(grace) = grace {
                    return grace;
                }
            }
            Err(Refusal(error, detail)) => {
                write(&json!({"id": id, "ok": false, "error": error, "detail": detail}));
            }
        }
        line.clear();
    }
    Duration::from_millis(DEFAULT_GRACE)
}

pub fn write(fields: &Value) {
    let mut out = stdout().lock();
    // When nobody reads any longer, the end of the input is near too.
    writeln!(out, "{fields}").and_then(|()| out.flush()).ok();
}

struct Command(Map<String, Value>);

impl Command {
    fn parse(line: &[u8]) -> Result<Self, Refusal> {
        serde_json::from_slice(line)
            .map(Command)
            .map_err(|error| invalid(format!("not a JSON object in UTF-8: {error}")))
    }

    fn id(&self) -> Value {
        self.0.get("id").cloned().unwrap_or_default()
    }

    /// Returns the grace of `stop`.
    fn carry_out(&self, subject: &impl Subject) -> Result<Option<Duration>, Refusal> {
        match self.text("op")? {
            "set" => subject.set(self.text("service")?, self.status("status")?),
            "clear" => subject.clear(self.text("service")?),
            "flap" => self.flap(subject)?,
            "stop" => {
                let grace = self.integer("graceMs", 0, Some(DEFAULT_GRACE))?;
                return Ok(Some(Duration::from_millis(grace)));
            }
            other => return Err(Refusal("unsupported", format!("op: {other}"))),
        }
        Ok(None)
    }

    /// Changes by turns, each made by whichever thread is free, and then one more to the last status.
    fn flap(&self, subject: &impl Subject) -> Result<(), Refusal> {
        let service = self.text("service")?;
        let count = self.integer("count", 0, None)?;
        let last = self.status("last")?;
        let threads = self.integer("threads", 1, Some(1))?;
        let pause = Duration::from_micros(self.integer("pauseMicros", 0, Some(0))?);
        let begun = AtomicU64::new(0);
        let work = || {
            loop {
                let turn = begun.fetch_add(1, Ordering::Relaxed);
                if turn >= count {
                    return;
                }
                subject.set(service, TURNS[(turn % 2) as usize]);
                if !pause.is_zero() {
                    thread::sleep(pause);
                }
            }
        };
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(work);
            }
        });
        subject.set(service, last);
        Ok(())
    }

    fn text(&self, name: &str) -> Result<&str, Refusal> {
        let value = self.0.get(name).unwrap_or(&Value::Null);
        value
            .as_str()
            .ok_or_else(|| invalid(format!("{name}: {value} (expected: a string)")))
    }

    fn status(&self, name: &str) -> Result<ServingStatus, Refusal> {
        match self.text(name)? {
            "UNKNOWN" => Ok(ServingStatus::Unknown),
            "SERVING" => Ok(ServingStatus::Serving),
            "NOT_SERVING" => Ok(ServingStatus::NotServing),
            other => Err(invalid(format!(
                "{name}: {other} (expected: UNKNOWN, SERVING or NOT_SERVING)"
            ))),
        }
    }

    fn integer(&self, name: &str, least: u64, absent: Option<u64>) -> Result<u64, Refusal> {
        match self.0.get(name) {
            None => absent,
            Some(value) => value.as_u64().filter(|number| *number >= least),
        }
        .ok_or_else(|| invalid(format!("{name}: expected an integer of {least} or more")))
    }
}
