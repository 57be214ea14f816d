#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anybytes::json_place(data));
