import { randomUUID } from 'node:crypto';
import { type StormService } from '../../system/storm-system';
import { type Recipe, type Recipes } from './recipe';

/** A queue that each service has; of the others nobody has to replay anything. */
const queues: Readonly<Record<StormService, string>> = {
  ...{ gateway: 'share-edge-purges', auth: 'clean-auth', chat: 'tell-members' },
  ...{ video: 'tend-push', storage: 'sweep-files' },
};

/** What the gateway asks of every instance for its operators, by its own voice. */
const ofOperators = (route: string, body?: unknown): Recipe => {
  return async (stage) => {
    const voice = await stage.crew.voice('gateway');
    const run = () =>
      stage
        .asks(route, { headers: voice.headersFor(stage.at.service), ...(body !== undefined && { body }) })
        .run();
    return { run, expects: [200] };
  };
};

/** What every service has: for probes, for scrapers, and for operators. */
export const commonRecipes: Recipes = {
  'health.live': (stage) => stage.asks('GET /health/live'),
  'health.ready': (stage) => stage.asks('GET /health/ready'),
  'health.report': (stage) => stage.asks('GET /health'),
  'health.table': (stage) => stage.asks('GET /health/policies'),
  'breakers.list': (stage) => stage.asks('GET /health/breakers'),
  'breakers.control': (stage) => stage.asksAsOperator('POST /health/breakers/blocking/reset'),
  'operator.report': ofOperators('GET /internal/operator/report'),
  'operator.pull': ofOperators('POST /internal/operator/levers', { lever: 'probe', operator: 'Ann' }),
  'metrics.index': (stage) => stage.asks('GET /metrics'),
  'operator-page.page': (stage) => stage.asks('GET /operator/jobs'),
  'operator-page.script': (stage) => stage.asks('GET /operator/jobs/page.js'),
  'operator-page.style': (stage) => stage.asks('GET /operator/jobs/page.css'),
  'jobs.queues': (stage) => stage.asksAsOperator('GET /operator/jobs/queues'),
  'dead-letters.list': (stage) => stage.asksAsOperator('GET /operator/jobs/dead'),
  'dead-letters.replayAll': (stage) =>
    stage.asksAsOperator('POST /operator/jobs/dead/replay', { queue: queues[stage.at.service] }),
  // Of a job that is not there: whether there is one, PostgreSQL has to say all the same.
  'jobs.find': (stage) => stage.asksAsOperator(`GET /operator/jobs/${randomUUID()}`, undefined, [404]),
  'jobs.cancel': (stage) =>
    stage.asksAsOperator(`POST /operator/jobs/${randomUUID()}/cancel`, undefined, [404]),
  'dead-letters.replay': (stage) =>
    stage.asksAsOperator(`POST /operator/jobs/dead/${randomUUID()}/replay`, undefined, [404]),
  'dead-letters.discard': (stage) =>
    stage.asksAsOperator(`DELETE /operator/jobs/dead/${randomUUID()}`, undefined, [404]),
};
