struct Task {
    state: enum {
        Start(TcpStream),
        Reading { stream: TcpStream, buffer: [u8; 1024] },
        Writing { stream: TcpStream, buffer: [u8; 1024], n: usize },
        Done,
    },
}

fn main() {}
