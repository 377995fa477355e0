use ganjiao::exchange::{open, table};
fn main() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).unwrap();
        match open::open(&bytes) {
            Err(e) => println!("{path}: {e}"),
            Ok(grids) => {
                for g in grids {
                    for t in table::find(&g, &format!("{path} {}", g.name), None) {
                        println!(
                            "{path} [{}] {:?} header {:?} grouped {} lines {} skipped {:?}",
                            g.name,
                            t.kind,
                            t.header,
                            t.grouped,
                            t.lines.len(),
                            t.skipped.iter().map(|s| (s.row + 1, s.why)).collect::<Vec<_>>()
                        );
                        for b in &t.blocks {
                            let mut c: Vec<_> = b.columns.iter().map(|(k, v)| (*v, *k, b.headings[k].clone())).collect();
                            c.sort();
                            println!("   {:?} {:?} marks {:?}", b.group, c, b.marks);
                        }
                        println!("   above {:?}", t.above);
                    }
                }
            }
        }
    }
}
