#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| keyfit_fuzz::targets::editor(bytes));
