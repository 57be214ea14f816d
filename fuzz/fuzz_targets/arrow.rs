#![no_main]

libfuzzer_sys::fuzz_target!(
    init: fuzz::only_our_panics(),
    |data: &[u8]| anybytes::arrow(data)
);
