import { withinDeadline } from '@secureconnect/resilience';
import { GateClosedError } from '../connection/gate-closed.error';
import { openConnection, type Opening } from '../connection/open-connection';
import { type RedisAddress } from '../options/redis.options';
import { nameOf, slotRanges, type SlotRange } from './cluster-slots';
import { type TopologyPlan } from './topology-plan';

/** So many nodes are asked at once: enough that frozen ones delay nobody, few enough not to be a storm. */
const atOnce = 4;

/** Asks some of the nodes who serves which slots and believes the first; over connections that last as long. */
export async function askForSlots(known: readonly RedisAddress[], plan: TopologyPlan): Promise<SlotRange[]> {
  const each = [...new Map(known.map((node) => [nameOf(node), node])).values()];
  const some = shuffled(each).slice(0, atOnce);
  const openings: Opening[] = [];
  try {
    return await Promise.any(some.map((node) => askOne(node, plan, openings)));
  } catch (error) {
    throw new Error('No node of the Cluster tells who serves its slots', { cause: error });
  } finally {
    for (const opening of openings) opening.abandon(new GateClosedError());
  }
}

async function askOne(node: RedisAddress, plan: TopologyPlan, openings: Opening[]): Promise<SlotRange[]> {
  const opening = openConnection({ ...plan, kind: 'read', locate: () => node });
  openings.push(opening);
  const { client } = await opening.connection;
  const deadlineMs = plan.options.commandTimeoutMs;
  const reply = await withinDeadline(plan.wheel, client.cluster('SLOTS'), {
    operation: 'CLUSTER SLOTS',
    deadlineMs,
  });
  const ranges = slotRanges(reply, node);
  if (ranges.length === 0) throw new Error('CLUSTERDOWN the node serves no slots');
  return ranges;
}

function shuffled<T>(items: readonly T[]): T[] {
  const keyed = items.map((item) => ({ item, at: Math.random() }));
  return keyed.sort((a, b) => a.at - b.at).map(({ item }) => item);
}
