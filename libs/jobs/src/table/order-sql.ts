/**
 * A part of a statement that takes jobs out of `jobs` as the CTE `gone`: whoever is next of their order keys becomes
 * ready, if it is due. One that is due later is looked at then, and so is one that this snapshot does not show yet.
 */
export const nextOfOrderKeys = `
  followed AS (
    UPDATE jobs n SET ready = true, ready_at = clock_timestamp(), look_at = NULL
    FROM (SELECT DISTINCT name, order_key FROM gone WHERE order_key IS NOT NULL) k
    WHERE NOT n.ready AND n.due_at <= clock_timestamp() AND n.id = (
      SELECT f.id FROM jobs f
      WHERE f.name = k.name AND f.order_key = k.order_key AND NOT EXISTS (SELECT FROM gone g WHERE g.id = f.id)
      ORDER BY f.seq LIMIT 1)
    RETURNING n.id)`;
