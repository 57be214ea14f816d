//! What looks like personal data and is none.

use crate::{COUNTRIES, redactor};

#[test]
fn kept_whatever_the_country() {
    let all = redactor(COUNTRIES);
    for kept in [
        "2024-05-06T07:08:09Z",
        "2024-05-06T07:08:09.123456+02:00",
        "from 01-02-2024 10:30 to 02.02.2024 11:45",
        "06-12-2024",
        "06/12/2024 12 34",
        "€ 1.234.567,89 or 1,234,567.89 USD",
        "0,0612345678 kg",
        "0612345678 EUR",
        "1 234 567,89 zł",
        "192.168.100.200 and 10.20.30.40:8080",
        "fe80::1ff:fe23:4567:890a",
        "version 10.15.7.1234",
        "SKU-0612345678 and ORD_0612345678, #0612345678",
        "ORD-2024-0612345678",
        "order 0612345678",
        "bestelnummer: 0612345678",
        "Bestellung Nr. 030 1234567",
        "commande n° 06 12 34 56 78",
        "https://shop.example/orders/0612345678",
        "3SABCD123456789 or 1Z999AA10123456784",
        "RR123456785NL",
        "550e8400-e29b-41d4-a716-446655440000",
        "1718000000 and 1718000000123",
        "4111 1111 1111 1112",
        "411111111111111",
        "41111111111111111111",
        "51.507351, -0.127758",
        "9780306406157",
        "1920x1080",
        "id 0x0612345678",
        "room 12, row 34, seat 56, 78 left",
        "1-2-3-4-5-6-7-8-9-0",
        "12345",
        "ticket 111222333",
        "invoice no. 123456782",
        "2024/123456782",
        "INV-2024-140445",
        "EUR 0612345678",
        "",
    ] {
        assert_eq!(all.redact(kept, &[]).text, kept);
    }
}

#[test]
fn what_touches_stays() {
    let nl = redactor(&["nl"]);
    for (text, expected) in [
        ("bel 06-12345678 2 stuks", "bel [phone] 2 stuks"),
        ("06-12345678/020-1234567", "[phone]/[phone]"),
        ("0612345678,0687654321", "[phone],[phone]"),
        ("tel.0612345678.", "tel.[phone]."),
        ("4111 1111 1111 1111/12/26", "[card]/12/26"),
        ("NL91 ABNA 0417 1643 00 is van mij", "[iban] is van mij"),
        ("IBAN:NL91ABNA0417164300.", "IBAN:[iban]."),
        ("mijn bsn:111222333;", "mijn bsn:[national id];"),
        ("BSN-111222333", "BSN-[national id]"),
        ("kost 5 EUR\n0612345678\n€ 7", "kost 5 EUR\n[phone]\n€ 7"),
        ("+4915170603083, 004915170603083", "[phone], [phone]"),
        ("06  12345678", "[phone]"),
        // As copied from a telephone's address book, and from a word processor.
        (
            "\u{202a}+31 6\u{2011}12345678\u{202c}",
            "\u{202a}[phone]\u{202c}",
        ),
        ("06\u{2009}12\u{2009}34\u{2009}56\u{2009}78", "[phone]"),
        ("order 4711, 0612345678", "order 4711, [phone]"),
        ("order is weg, bel 0612345678", "order is weg, bel [phone]"),
    ] {
        assert_eq!(nl.redact(text, &[]).text, expected);
    }
}
