/// The share of arrivals that find every one of `servers` busy when nobody waits (M/M/c/c).
///
/// `B(0) = 1`, `B(c) = a B(c−1) / (c + a B(c−1))` with the load a in erlangs: every term is a share, so nothing
/// overflows. A. K. Erlang (1917); recursion as in R. B. Cooper, *Introduction to Queueing Theory*, 2nd ed. (1981),
/// section 3.2. A load that is negative or NaN counts as none.
pub fn erlang_b(servers: u32, erlangs: f64) -> f64 {
    let erlangs = erlangs.max(0.0);
    if erlangs.is_infinite() {
        return 1.0;
    }
    (1..=servers).fold(1.0, |blocked, server| {
        next_blocking(blocked, server, erlangs)
    })
}

/// Blocking with `server` servers, from that with one fewer.
pub(super) fn next_blocking(blocked: f64, server: u32, erlangs: f64) -> f64 {
    erlangs * blocked / (f64::from(server) + erlangs * blocked)
}
