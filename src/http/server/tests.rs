use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::Instant;

use futures_util::stream;

use super::super::{BodyError, Bytes, bytes_of, streamed};
use super::*;

/// Nothing here takes so long; a test that waits for it fails.
const PATIENCE: Duration = Duration::from_secs(20);

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.address()).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    stream
}

/// Sends bytes and reads until the server closes.
fn exchange(server: &Server, sent: &[u8]) -> String {
    let mut stream = connect(server);
    // The server may close before it has read all.
    let _ = stream.write_all(sent);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn echo(limits: Limits) -> Server {
    Server::start("127.0.0.1:0", limits, |request, _| async move {
        let path = request.uri().path().to_string();
        match bytes_of(request.into_body(), 1000).await {
            Ok(body) => text(StatusCode::OK, format!("{path} {}", String::from_utf8_lossy(&body))),
            Err(BodyError::TooLong) => text(StatusCode::PAYLOAD_TOO_LARGE, "too long"),
            Err(BodyError::Broken(error)) => text(StatusCode::BAD_REQUEST, error.to_string()),
        }
    })
    .expect("a free port")
}

#[test]
fn requests_are_answered_one_after_another_on_one_connection() {
    let server = echo(Limits::default());
    let two = b"POST /one HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET /two HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let answer = exchange(&server, two);
    assert_eq!(answer.matches("HTTP/1.1 200 OK").count(), 2, "{answer}");
    assert!(answer.contains("/one abc") && answer.ends_with("/two "), "{answer}");
    assert!(server.address().ip().is_loopback());
}

#[test]
fn what_costs_too_much_is_refused() {
    let server = echo(Limits { body_bytes: 100, ..Limits::default() });
    let chunk = format!("{:x}\r\n{}\r\n", 60, "x".repeat(60));
    for (request, expected) in [
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".to_string(), "HTTP/1.1 200"),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n".to_string(), "HTTP/1.1 413"),
        (
            format!("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}{chunk}0\r\n\r\n"),
            "HTTP/1.1 413",
        ),
        (format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "x".repeat(100_000)), "HTTP/1.1 4"),
        ("\0\0\0 nonsense\r\n\r\n".to_string(), "HTTP/1.1 400"),
    ] {
        let answer = exchange(&server, request.as_bytes());
        assert!(answer.starts_with(expected), "{:.80}: {answer}", request);
    }
}

#[test]
fn who_sends_no_headers_is_cut_off() {
    let server = echo(Limits { header_time: Duration::from_millis(50), ..Limits::default() });
    let start = Instant::now();
    assert_eq!(exchange(&server, b"GET / HTTP/1.1\r\nHos"), "");
    assert!(start.elapsed() < PATIENCE);
}

#[test]
fn above_the_limit_of_connections_one_waits_for_another_to_end() {
    let server = echo(Limits { connections: 1, ..Limits::default() });
    let first = connect(&server);
    let mut second = connect(&server);
    second.write_all(b"GET /second HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").expect("the system queues it");
    second.set_read_timeout(Some(Duration::from_millis(100))).expect("a timeout");
    assert!(second.read(&mut [0; 1]).is_err(), "the first holds the only slot");
    drop(first);
    second.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    let mut answer = String::new();
    second.read_to_string(&mut answer).expect("it is answered");
    assert!(answer.ends_with("/second "), "{answer}");
}

#[test]
fn pieces_of_a_body_go_out_as_they_come_and_a_graceful_stop_lets_them_end() {
    let (pieces, receiver) = tokio::sync::mpsc::channel::<Bytes>(1);
    let receiver = std::sync::Mutex::new(Some(receiver));
    let server = Server::start("127.0.0.1:0", Limits::default(), move |_, _| {
        let receiver = receiver.lock().expect("no panic").take().expect("one request");
        async move {
            let pieces =
                stream::unfold(receiver, |mut receiver| async { receiver.recv().await.map(|piece| (Ok::<_, io::Error>(piece), receiver)) });
            Response::new(streamed(pieces))
        }
    })
    .expect("a free port");
    let mut stream = connect(&server);
    let address = server.address();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").expect("it listens");
    pieces.blocking_send(Bytes::from_static(b"first")).expect("it is awaited");
    let mut seen = String::new();
    while !seen.contains("first") {
        let mut buffer = [0; 256];
        let count = stream.read(&mut buffer).expect("it is sent");
        assert_ne!(count, 0, "{seen}");
        seen += &String::from_utf8_lossy(&buffer[..count]);
    }
    let stopping = std::thread::spawn(move || server.stop(PATIENCE));
    while TcpStream::connect(address).is_ok() {
        std::thread::yield_now();
    }
    pieces.blocking_send(Bytes::from_static(b"last")).expect("it is awaited");
    drop(pieces);
    stream.read_to_string(&mut seen).expect("it ends");
    assert!(seen.ends_with("4\r\nlast\r\n0\r\n\r\n"), "{seen}");
    stopping.join().expect("it stops");
}

#[test]
fn a_dropped_server_cuts_off_and_a_panic_ends_one_connection_only() {
    let (asked, was_asked) = mpsc::channel();
    let server = Server::start("127.0.0.1:0", Limits::default(), move |request, _| {
        let asked = asked.clone();
        async move {
            match request.uri().path() {
                "/panic" => panic!("on purpose"),
                "/forever" => {
                    asked.send(()).expect("it is awaited");
                    std::future::pending().await
                }
                _ => text(StatusCode::OK, "fine"),
            }
        }
    })
    .expect("a free port");
    assert_eq!(exchange(&server, b"GET /panic HTTP/1.1\r\nHost: a\r\n\r\n"), "");
    assert!(exchange(&server, b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").ends_with("fine"));
    let mut stream = connect(&server);
    stream.write_all(b"GET /forever HTTP/1.1\r\nHost: a\r\n\r\n").expect("it listens");
    was_asked.recv_timeout(PATIENCE).expect("it is asked");
    drop(server);
    assert_eq!(stream.read(&mut [0; 1]).unwrap_or(0), 0);
}
