/**
 * A part of a statement that takes jobs out of `jobs` as the CTE `gone`: whoever comes right behind one of them in its
 * order key becomes ready, if that one was its first and it is due. One that is due later is looked at then. Where others
 * stand before it, one of these may end at the same moment, neither transaction seeing the other: it is looked at a
 * second later. So of any that end at once the last one's follower is always seen to. A claim asks once more who stands
 * before, so nothing runs too early.
 */
export const nextOfOrderKeys = `
  followed AS (
    UPDATE jobs n SET ready = b.ready, ready_at = CASE WHEN b.ready THEN clock_timestamp() END,
      look_at = CASE WHEN NOT b.ready THEN clock_timestamp() + interval '1 s' END
    FROM (
      SELECT f.id, bool_or(CASE WHEN g.ready THEN true ELSE (
          SELECT e.id FROM jobs e WHERE e.name = g.name AND e.order_key = g.order_key AND e.seq < g.seq
          ORDER BY e.seq DESC LIMIT 1) IS NULL END) AS ready
      FROM gone g CROSS JOIN LATERAL (
        SELECT j.id FROM jobs j
        WHERE j.name = g.name AND j.order_key = g.order_key AND j.seq > g.seq
          AND NOT EXISTS (SELECT FROM gone o WHERE o.id = j.id)
        ORDER BY j.seq LIMIT 1) f
      WHERE g.order_key IS NOT NULL GROUP BY f.id) b
    WHERE n.id = b.id AND NOT n.ready AND n.due_at <= clock_timestamp()
    RETURNING n.id)`;
