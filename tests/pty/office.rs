//! A small office: two units and 120 people.

use ganjiao::store::{Act, Store, seed};
use std::path::Path;

const OFFICE: &str = "
    INSERT INTO unit (id, sort_no, name, kind) VALUES (1, 1, '望云镇', '乡镇');
    INSERT INTO unit (id, sort_no, name, kind, parent_id) VALUES (2, 2, '东风村', '村', 1);
    INSERT INTO cadre (id, name, unit_id, sort_no, level)
      WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 120)
      SELECT n, '王明' || n, 1 + (n > 60), n, '乡科级正职' FROM n;
    INSERT INTO course (id, name, hours) VALUES (1, '公文写作', 3);
";

/// Makes its database.
pub fn office(path: &Path) {
    let act = Act { actor: "tester".to_owned(), origin: "test".to_owned(), at: "2022-07-01 10:00:00".to_owned() };
    let mut store = Store::create(path).unwrap();
    store.write(&act, "seed", seed::seed).unwrap();
    store.write(&act, "office", |tx| Ok(tx.execute_batch(OFFICE)?)).unwrap();
}
