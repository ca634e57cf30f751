-- SPDX-License-Identifier: Apache-2.0
-- W1 from CSV in DuckDB: the index of each hour, 24-h means by a window, runs by gaps and islands.
CREATE OR REPLACE TEMP VIEW raw AS
SELECT filename[-8:-5] AS city, CAST(date_diff('hour', TIMESTAMP '2017-01-01 00:00:00', time) AS INTEGER) AS h,
       pm25, pm10, so2, no2, CAST(co * 10 AS INTEGER) AS co, o3
FROM read_csv('$IN$/csv/*.csv', header=true, filename=true, auto_detect=false, timestampformat='%Y-%m-%dT%H:%M+08:00',
     columns={'time':'TIMESTAMP','pm25':'SMALLINT','pm10':'SMALLINT','so2':'SMALLINT','no2':'SMALLINT','co':'DECIMAL(5,1)','o3':'SMALLINT'});
CREATE OR REPLACE TEMP TABLE hourly AS
SELECT city, h, aqi, s, n, CASE WHEN n>=18 THEN CASE WHEN s>300*n THEN 3 WHEN s>200*n THEN 2 WHEN s<=150*n THEN 1 ELSE 0 END END AS k FROM (
SELECT city, h, aqi, sum(aqi) OVER w AS s, count(aqi) OVER w AS n FROM (SELECT city, h, greatest(
  CASE WHEN pm25>=500 THEN 500 WHEN pm25<=35 THEN 0+(50*(pm25-0)+34)//35 WHEN pm25<=75 THEN 50+(50*(pm25-35)+39)//40 WHEN pm25<=115 THEN 100+(50*(pm25-75)+39)//40 WHEN pm25<=150 THEN 150+(50*(pm25-115)+34)//35 WHEN pm25<=250 THEN 200+(100*(pm25-150)+99)//100 WHEN pm25<=350 THEN 300+(100*(pm25-250)+99)//100 WHEN pm25<=500 THEN 400+(100*(pm25-350)+149)//150 END,
  CASE WHEN pm10>=600 THEN 500 WHEN pm10<=50 THEN 0+(50*(pm10-0)+49)//50 WHEN pm10<=150 THEN 50+(50*(pm10-50)+99)//100 WHEN pm10<=250 THEN 100+(50*(pm10-150)+99)//100 WHEN pm10<=350 THEN 150+(50*(pm10-250)+99)//100 WHEN pm10<=420 THEN 200+(100*(pm10-350)+69)//70 WHEN pm10<=500 THEN 300+(100*(pm10-420)+79)//80 WHEN pm10<=600 THEN 400+(100*(pm10-500)+99)//100 END,
  CASE WHEN so2>=800 THEN 200 WHEN so2<=150 THEN 0+(50*(so2-0)+149)//150 WHEN so2<=500 THEN 50+(50*(so2-150)+349)//350 WHEN so2<=650 THEN 100+(50*(so2-500)+149)//150 WHEN so2<=800 THEN 150+(50*(so2-650)+149)//150 END,
  CASE WHEN no2>=3840 THEN 500 WHEN no2<=100 THEN 0+(50*(no2-0)+99)//100 WHEN no2<=200 THEN 50+(50*(no2-100)+99)//100 WHEN no2<=700 THEN 100+(50*(no2-200)+499)//500 WHEN no2<=1200 THEN 150+(50*(no2-700)+499)//500 WHEN no2<=2340 THEN 200+(100*(no2-1200)+1139)//1140 WHEN no2<=3090 THEN 300+(100*(no2-2340)+749)//750 WHEN no2<=3840 THEN 400+(100*(no2-3090)+749)//750 END,
  CASE WHEN co>=1500 THEN 500 WHEN co<=50 THEN 0+(50*(co-0)+49)//50 WHEN co<=100 THEN 50+(50*(co-50)+49)//50 WHEN co<=350 THEN 100+(50*(co-100)+249)//250 WHEN co<=600 THEN 150+(50*(co-350)+249)//250 WHEN co<=900 THEN 200+(100*(co-600)+299)//300 WHEN co<=1200 THEN 300+(100*(co-900)+299)//300 WHEN co<=1500 THEN 400+(100*(co-1200)+299)//300 END,
  CASE WHEN o3>=1200 THEN 500 WHEN o3<=160 THEN 0+(50*(o3-0)+159)//160 WHEN o3<=200 THEN 50+(50*(o3-160)+39)//40 WHEN o3<=300 THEN 100+(50*(o3-200)+99)//100 WHEN o3<=400 THEN 150+(50*(o3-300)+99)//100 WHEN o3<=800 THEN 200+(100*(o3-400)+399)//400 WHEN o3<=1000 THEN 300+(100*(o3-800)+199)//200 WHEN o3<=1200 THEN 400+(100*(o3-1000)+199)//200 END) AS aqi FROM raw)
WINDOW w AS (PARTITION BY city ORDER BY h ROWS BETWEEN 23 PRECEDING AND CURRENT ROW));
CREATE OR REPLACE TEMP TABLE summary AS SELECT city, count(aqi) AS n_aqi, sum(aqi) AS sum_aqi, count(k) AS n_mean,
  count(CASE WHEN k>=2 THEN 1 END) AS n_mean_gt200, count(CASE WHEN k=1 THEN 1 END) AS n_mean_le150 FROM hourly GROUP BY city;
CREATE OR REPLACE TEMP TABLE clean AS SELECT city, min(h) AS a FROM (SELECT city, h, h-row_number() OVER (PARTITION BY city ORDER BY h) AS g FROM hourly WHERE k=1)
  GROUP BY city, g HAVING count(*)>=36;
CREATE OR REPLACE TEMP TABLE hi AS SELECT city, h, aqi, k, h-row_number() OVER (PARTITION BY city ORDER BY h) AS g FROM hourly WHERE k>=2;
CREATE OR REPLACE TEMP TABLE sub AS SELECT city, g, max(c) AS best300 FROM (SELECT city, g, count(*) AS c FROM (SELECT city, g, h-row_number() OVER (PARTITION BY city ORDER BY h) AS gg FROM hi WHERE k=3) GROUP BY city, g, gg) GROUP BY city, g;
CREATE OR REPLACE TEMP TABLE runs AS SELECT * FROM (SELECT r.city, r.a, CASE WHEN (r.n>=96 AND coalesce(b.best300,0)>=48) OR r.mx>=500 THEN 4 WHEN r.n>=72 AND b.best300>0 THEN 3 WHEN r.n>=48 THEN 2 WHEN r.n>=24 THEN 1 ELSE 0 END AS lv
  FROM (SELECT city, g, min(h) AS a, count(*) AS n, max(aqi) AS mx FROM hi GROUP BY city, g) r LEFT JOIN sub b ON b.city=r.city AND b.g=r.g) WHERE lv>0;
CREATE OR REPLACE TEMP TABLE epi AS SELECT city, a, lv, (SELECT min(c.a) FROM clean c WHERE c.city=runs.city AND c.a>runs.a) AS rel FROM runs;
CREATE OR REPLACE TEMP TABLE seg AS SELECT city, a, lv, rel, lead(a) OVER (PARTITION BY city, rel ORDER BY a) AS nxt FROM (
  SELECT *, max(lv) OVER (PARTITION BY city, rel ORDER BY a ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS prior FROM epi) WHERE prior IS NULL OR lv>prior;
CREATE OR REPLACE TEMP TABLE alerts AS SELECT city, CASE lv WHEN 1 THEN 'blue' WHEN 2 THEN 'yellow' WHEN 3 THEN 'orange' ELSE 'red' END AS level, strftime(TIMESTAMP '2017-01-01 00:00:00' + to_hours(a), '%Y-%m-%dT%H:%M+08:00') AS start,
  CASE WHEN coalesce(nxt,rel) IS NULL THEN '' ELSE strftime(TIMESTAMP '2017-01-01 00:00:00' + to_hours(coalesce(nxt,rel)), '%Y-%m-%dT%H:%M+08:00') END AS "end", CASE WHEN nxt IS NOT NULL THEN 'upgraded' WHEN rel IS NOT NULL THEN 'released' ELSE 'open' END AS state FROM seg;

COPY (SELECT * FROM alerts ORDER BY city, start) TO '$OUT$/alerts.csv' (HEADER, QUOTE '');
COPY (SELECT * FROM summary ORDER BY city) TO '$OUT$/summary.csv' (HEADER);
