-- SPDX-License-Identifier: Apache-2.0
-- W2 from CSV in DuckDB: orange; the last measure up to the level, then sums per city.
CREATE TEMP TABLE enterprise AS SELECT ent, city, exempt = 0 AND grade <> 'A' AS bound FROM read_csv('$IN$/enterprises.csv');
CREATE TEMP TABLE line AS SELECT * FROM read_csv('$IN$/lines.csv');
CREATE TEMP TABLE measure AS SELECT * FROM read_csv('$IN$/measures.csv');
CREATE TEMP TABLE sector AS SELECT * FROM read_csv('$IN$/citybase.csv');
CREATE TEMP TABLE answer AS
WITH effective AS (
  SELECT line, arg_max(so2, level) AS so2, arg_max(nox, level) AS nox, arg_max(pm, level) AS pm, arg_max(voc, level) AS voc
  FROM measure WHERE level <= 2 GROUP BY line),
ordered AS (
  SELECT e.city, l.so2, l.nox, l.pm, l.voc, e.bound AND f.line IS NOT NULL AS asked,
    f.so2 AS cut_a, f.nox AS cut_b, f.pm AS cut_c, f.voc AS cut_d
  FROM line l JOIN enterprise e USING (ent) LEFT JOIN effective f USING (line)),
enterprises AS (
  SELECT city, count(*) FILTER (asked) AS selected,
    292 * sum(so2) AS a, 292 * sum(nox) AS b, 292 * sum(pm) AS c, 292 * sum(voc) AS d,
    292 * sum(so2 * cut_a) FILTER (asked) AS ra, 292 * sum(nox * cut_b) FILTER (asked) AS rb,
    292 * sum(pm * cut_c) FILTER (asked) AS rc, 292 * sum(voc * cut_d) FILTER (asked) AS rd
  FROM ordered GROUP BY city),
sectors AS (
  SELECT city, sum(days * so2) AS a, sum(days * nox) AS b, sum(days * pm) AS c, sum(days * voc) AS d
  FROM (SELECT *, if(sector = 'heating', 803, 264) AS days FROM sector) GROUP BY city),
city AS (
  SELECT city, coalesce(selected, 0) AS selected, unnest([1, 2, 3, 4]) AS place,
    unnest(['so2', 'nox', 'pm', 'voc']) AS pollutant, unnest([20, 20, 20, 15]) AS need,
    unnest([coalesce(e.a, 0) + coalesce(s.a, 0), coalesce(e.b, 0) + coalesce(s.b, 0), coalesce(e.c, 0) + coalesce(s.c, 0),
            coalesce(e.d, 0) + coalesce(s.d, 0)]) AS base_x,
    unnest([coalesce(ra, 0), coalesce(rb, 0), coalesce(rc, 0), coalesce(rd, 0)]) AS red_x
  FROM enterprises e FULL JOIN sectors s USING (city))
SELECT city, place, pollutant, selected, base_x, red_x, if(base_x = 0, 0, red_x * 1000 // base_x) AS share_ppm,
  CAST(red_x * 100 < need * 1000 * base_x AS INT) AS miss FROM city;
COPY (SELECT city, pollutant, selected, base_x::BIGINT AS base_x, red_x::BIGINT AS red_x, share_ppm::BIGINT AS share_ppm, miss
      FROM answer ORDER BY city, place) TO '$OUT$/w2.csv' (HEADER);
