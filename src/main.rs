//! tmp
use std::io::Write;
fn main() {
    let p = std::env::args().last().unwrap();
    let b = std::fs::read(p).unwrap();
    let r = portolan::parse(&b);
    for d in &r.diagnostics {
        eprintln!("{} {} {}:{} {}", d.severity, d.code, d.span.line, d.column, d.message);
    }
    let mut o = std::io::BufWriter::with_capacity(1 << 18, std::io::stdout().lock());
    if r.is_recognized() {
        serde_json::to_writer(&mut o, &r).unwrap();
        o.flush().unwrap();
    } else {
        std::process::exit(2)
    }
    if r.worst() == Some(portolan::Severity::Error) {
        std::process::exit(1)
    }
}
