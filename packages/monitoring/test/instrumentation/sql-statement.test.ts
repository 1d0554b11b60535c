import { describe, expect, test } from 'vitest'

import { MAX_QUERY_TEXT, readStatement } from '../../src/instrumentation/sql-statement.ts'

describe('operation and table', () => {
  test.each([
    ['SELECT 1', 'SELECT'],
    ['select id, name from item where id = $1', 'SELECT item'],
    ['SELECT extract(year FROM ts) FROM public."My Table" t', 'SELECT public.My Table'],
    ['SELECT a, b.c FROM a, b.c', 'SELECT a'],
    ["SELECT 'x FROM y' AS q FROM z", 'SELECT z'],
    ['SELECT * FROM (SELECT a FROM inner_t) x', 'SELECT inner_t'],
    ['SELECT * FROM ((SELECT a FROM inner_t)) x', 'SELECT inner_t'],
    ['SELECT * FROM (a JOIN b USING (id))', 'SELECT a'],
    ['SELECT * FROM LATERAL (SELECT 1 FROM k) z', 'SELECT k'],
    ['SELECT * FROM ONLY k', 'SELECT k'],
    ['SELECT * FROM generate_series(1, 10) g', 'SELECT'],
    ['(SELECT 1 FROM a) UNION (SELECT 2 FROM b)', 'SELECT a'],
    ['/* FROM no */ -- FROM no\n SELECT /*+ hint */ a FROM b', 'SELECT b'],
    ['WITH x AS (SELECT 1 FROM y), z AS (DELETE FROM q) INSERT INTO t SELECT * FROM x', 'INSERT t'],
    ['WITH RECURSIVE x(n) AS (VALUES (1)) SELECT n FROM x', 'SELECT x'],
    ['INSERT INTO users(name) VALUES (1)', 'INSERT users'],
    ['insert into a.b.c values (1)', 'INSERT a.b.c'],
    ['UPDATE ONLY t SET a = 1', 'UPDATE t'],
    ['DELETE FROM "a""b"."c"', 'DELETE a"b.c'],
    ['MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE', 'MERGE t'],
    ['TRUNCATE TABLE a, b', 'TRUNCATE a'],
    ['LOCK TABLE x IN SHARE MODE', 'LOCK x'],
    ['COPY t FROM stdin', 'COPY t'],
    ['COPY (SELECT 1) TO stdout', 'COPY'],
    ['CREATE TEMP TABLE IF NOT EXISTS foo (a int)', 'CREATE foo'],
    ['CREATE INDEX i ON t(a)', 'CREATE'],
    ['ALTER TABLE ONLY t ADD COLUMN x int', 'ALTER t'],
    ['DROP TABLE IF EXISTS s.t CASCADE', 'DROP s.t'],
    ['BEGIN', 'BEGIN'],
    ['EXPLAIN SELECT 1 FROM t', 'EXPLAIN'],
    ['TABLE foo', 'TABLE foo'],
    ['no command', undefined],
    ['hunter2', undefined],
    ['', undefined],
    ['-- only a comment', undefined],
    ['SELECT * FROM', 'SELECT'],
    ['SELECT * FROM (', 'SELECT'],
    ['INSERT INTO', 'INSERT'],
    [`SELECT * FROM ${'x'.repeat(300)}`, `SELECT ${'x'.repeat(128)}`],
  ])('%s', (text, summary) => {
    expect(readStatement(text, true).summary).toBe(summary)
  })
})

describe('the text of a statement', () => {
  test.each([
    ["SELECT 'a''b', 1.5e10, x1, $1 FROM t", 'SELECT ?, ?, x1, $1 FROM t'],
    [String.raw`SELECT E'a\'b', e'\\', 'x'`, 'SELECT ?, ?, ?'],
    ["SELECT $$se'cret$$, $tag$a$$b$tag$", 'SELECT ?, ?'],
    ['SELECT "q\'uoted" FROM t', 'SELECT "q\'uoted" FROM t'],
    ["SELECT a1b2, 0x1F, -5, .5, 'x'::text", 'SELECT a1b2, ?, -?, ?, ?::text'],
    ["WHERE a IN (1, 2,3) AND b IN ('x','y')", 'WHERE a IN (?) AND b IN (?)'],
    ["INSERT INTO t VALUES (1,'a'),(2,'b')", 'INSERT INTO t VALUES (?),(?)'],
    ["SELECT date'2020-01-01', U&'abc', N'abc', b'01'", 'SELECT date?, ?, ?, ?'],
    ["SELECT 1 -- it's secret\n, 2 /* it's secret */", 'SELECT ? \n, ?'],
    ['SELECT ünïcode1 FROM täble2', 'SELECT ünïcode1 FROM täble2'],
  ])('%s without values is %s', (text, masked) => {
    expect(readStatement(text, false).text).toBe(masked)
  })

  test.each([
    ['a literal that is not closed', "SELECT 'canary"],
    ['one in dollars', 'SELECT $a$canary'],
    ['a comment that is not closed', 'SELECT 1 /* canary'],
    ['a backslash before a quote, read as PostgreSQL reads it now', String.raw`SELECT 'C:\', 'canary'`],
    ['and as it was read before', String.raw`SELECT 'it\'s canary', 'x'`],
    ['a literal that is cut off', `SELECT '${'canary'.repeat(2000)}'`],
  ])('with %s leaks nothing', (_name, text) => {
    expect(readStatement(text, false).text).not.toContain('canary')
  })

  test('with values is as it was written, but not endless', () => {
    expect(readStatement("SELECT 'a', $1 FROM t", true).text).toBe("SELECT 'a', $1 FROM t")
    expect(readStatement(`SELECT ${'x, '.repeat(10_000)}`, true).text).toHaveLength(MAX_QUERY_TEXT)
  })

  test('is read once', () => {
    const text = 'SELECT 1 FROM cached'
    expect(readStatement(text, true)).toBe(readStatement(text, true))
    expect(readStatement(text, true)).not.toBe(readStatement(text, false))
  })

  test('is forgotten when there are many others', () => {
    const first = readStatement('SELECT 1 FROM first', true)
    for (let i = 0; i < 500; i++) readStatement(`SELECT ${i} FROM other`, true)
    expect(readStatement('SELECT 1 FROM first', true)).not.toBe(first)
    const long = `SELECT ${'1, '.repeat(1000)} 2`
    expect(readStatement(long, true)).not.toBe(readStatement(long, true))
  })

  test('may be none', () => {
    for (const text of [undefined, null, 7, {}]) {
      expect(readStatement(text, true)).toEqual({
        operation: undefined,
        collection: undefined,
        summary: undefined,
        text: undefined,
      })
    }
  })

  test.each([
    '/*'.repeat(2048),
    "'".repeat(4096),
    '$'.repeat(4096),
    '$a$b'.repeat(1024),
    '1'.repeat(4096),
    String.raw`e'\ `.repeat(1000),
    `(?${',?'.repeat(2000)}`,
    '('.repeat(4096),
    'SELECT FROM ('.repeat(300),
    '"'.repeat(4096),
  ])('made to be slow is read all the same', (text) => {
    expect(readStatement(text, false).text?.length).toBeLessThanOrEqual(MAX_QUERY_TEXT)
  })
})
