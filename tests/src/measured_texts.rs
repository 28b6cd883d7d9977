//! The texts that speed and memory are measured with.

use std::fmt::Write as _;

/// A shop's schema again and again under new names: keys, references, checks, indexes, comments and some gaps.
pub fn schema(bytes: usize) -> String {
    let mut text = String::new();
    for copy in 0.. {
        if text.len() >= bytes {
            break;
        }
        let _ = write!(
            text,
            "CREATE TABLE customers_{copy} (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n  email varchar(255) NOT NULL,\n  \
             name text NOT NULL,\n  status varchar(20) NOT NULL DEFAULT 'active', -- active|paused|deleted\n  \
             created_at timestamp with time zone NOT NULL DEFAULT now(),\n  CONSTRAINT customers_{copy}_email_key UNIQUE (email)\n);\n\
             CREATE TABLE orders_{copy} (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n  \
             customer_id bigint NOT NULL REFERENCES customers_{copy} (id) ON DELETE RESTRICT,\n  \
             status varchar(20) NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'paid', 'shipped')),\n  \
             total numeric(12,2) NOT NULL CHECK (total >= 0),\n  placed_at timestamp with time zone NOT NULL DEFAULT now(),\n  \
             updated_at timestamp with time zone,\n  notes text CHECK (length(notes) <= 10000)\n);\n\
             CREATE INDEX orders_{copy}_customer_idx ON orders_{copy} (customer_id, placed_at DESC);\n\
             CREATE INDEX orders_{copy}_open_idx ON orders_{copy} (placed_at) WHERE status = 'pending';\n\
             COMMENT ON COLUMN orders_{copy}.total IS 'in the currency of the shop';\n\
             CREATE TABLE order_lines_{copy} (\n  order_id bigint NOT NULL,\n  line_number integer NOT NULL,\n  \
             product_name text NOT NULL,\n  unit_price numeric(12,2) NOT NULL,\n  quantity integer NOT NULL CHECK (quantity > 0),\n  \
             PRIMARY KEY (order_id, line_number)\n);\n\
             ALTER TABLE ONLY order_lines_{copy}\n  ADD CONSTRAINT order_lines_{copy}_order_fkey FOREIGN KEY (order_id) REFERENCES orders_{copy} (id) ON DELETE CASCADE;\n\n"
        );
    }
    text
}

/// Queries of that shop's schema, as an application sends them, each about another of its first `copies`.
pub fn queries(bytes: usize, copies: usize) -> String {
    let mut text = String::new();
    for query in 0.. {
        if text.len() >= bytes {
            break;
        }
        let copy = query % copies.max(1);
        let _ = write!(
            text,
            "SELECT o.id, o.total, c.name FROM orders_{copy} o JOIN customers_{copy} c ON c.id = o.customer_id WHERE c.email = $1 AND \
             o.status = 'paid' ORDER BY o.placed_at DESC LIMIT 20;\n\
             SELECT status, count(*), sum(total) FROM orders_{copy} WHERE placed_at >= now() - interval '30 days' GROUP BY status HAVING \
             count(*) > {query};\n\
             SELECT * FROM customers_{copy} WHERE lower(name) = lower($1) OR status IN ('active', 'paused');\n\
             UPDATE orders_{copy} SET status = 'shipped', updated_at = now() WHERE id = $1 AND status = 'paid';\n\
             SELECT l.product_name, sum(l.quantity * l.unit_price) FROM order_lines_{copy} l WHERE EXISTS (SELECT 1 FROM orders_{copy} o \
             WHERE o.id = l.order_id AND o.notes IS NOT NULL) GROUP BY l.product_name;\n\
             INSERT INTO order_lines_{copy} (order_id, line_number, product_name, unit_price, quantity) VALUES ($1, $2, $3, $4, {query});\n"
        );
    }
    text
}

/// That many tables of three to fourteen columns; most refer to one or two earlier ones, many to the first few, some to none.
pub fn related(tables: usize) -> String {
    let mut text = String::new();
    for table in 0..tables {
        let _ = write!(text, "CREATE TABLE t{table} (\n  id bigint PRIMARY KEY");
        for column in 0..2 + table * 7 % 12 {
            let _ = write!(
                text,
                ",\n  value_{column} character varying({}) NOT NULL",
                20 + column
            );
        }
        for reference in 0..(table * 5 % 4).min(table) {
            let referenced = match (table + reference) % 3 {
                0 => reference,
                1 => table * 3 / 5,
                _ => table - 1 - reference,
            };
            let _ = write!(text, ",\n  ref_{reference} bigint REFERENCES t{referenced} (id)");
        }
        text.push_str("\n);\n");
    }
    text
}

/// A chain of nested loops over index scans.
pub fn plan(nodes: usize) -> String {
    let mut text =
        String::from("Limit  (cost=0.00..9.00 rows=1 width=8) (actual time=0.100..90.000 rows=1 loops=1)\n");
    for depth in 0..nodes / 2 {
        let indent = " ".repeat(2 + 2 * (depth % 100));
        let _ = writeln!(
            text,
            "{indent}->  Seq Scan on t{depth}  (cost=0.00..9.00 rows=10 width=8) (actual time=0.010..0.090 rows=10 loops=1)\n{indent}      Filter: (a = {depth})\n{indent}      Rows Removed by Filter: 5"
        );
        let _ = writeln!(
            text,
            "{indent}->  Sort  (cost=0.00..9.00 rows=10 width=8) (actual time=0.010..0.090 rows=10 loops=1)"
        );
    }
    text
}
