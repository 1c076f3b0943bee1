import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger } from 'pino';
import { type PlatformValues } from '../config/platform.settings';
import { type Environment, readSettings } from '../config/read-settings';
import { createLogger } from '../logging/logger.factory';
import { conductShutdown } from '../shutdown/conduct-shutdown';
import { createApplication } from './create-application';
import { endFrugalStart } from './frugal-start';
import { listen } from './listen';
import { type ServiceDefinition, settingsOf } from './service-definition';

/** Runs a service until it is told to stop. */
export async function serve(service: ServiceDefinition, env: Environment): Promise<void> {
  const values = readSettings(service.name, settingsOf(service), env) as PlatformValues;
  const readable = values.NODE_ENV === 'development';
  const logger = createLogger({ service: service.name, level: values.LOG_LEVEL, readable });
  endOnTheUnforeseen(logger);
  const app = await createApplication(service, values, logger);
  readSourceMap();
  await listen(app, values);
  // Buffers of what goes by hang on young objects, and are given back as often as those are few.
  if (!service.streams) endFrugalStart();
  logger.info(`${service.name} listens on ${await app.getUrl()} (${values.NODE_ENV}, pid ${process.pid})`);
  endOnSignal(app, logger, values);
}

/** The map of the program is read now, and not at the first error of an outage, which it would hold up. */
function readSourceMap(): void {
  void new Error('The stack is read, and nothing is wrong.').stack;
}

/** A state nobody foresaw is not gone on from: it is told, and the process ends for a fresh one to take over. */
function endOnTheUnforeseen(logger: Logger): void {
  process.on('uncaughtException', (error, origin) => {
    logger.fatal({ err: error }, `Ending on an ${origin}: ${error.message}`);
    process.exit(1);
  });
}

function endOnSignal(app: NestFastifyApplication, logger: Logger, values: PlatformValues): void {
  const times = { delayMs: values.SHUTDOWN_DELAY_MS, timeoutMs: values.SHUTDOWN_TIMEOUT_MS };
  let asked = false;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (asked) process.exit(1);
    asked = true;
    logger.info(`${signal}: taking no new work, finishing what runs`);
    const clean = await conductShutdown(app, logger, times);
    logger.info('Ended');
    process.exit(clean ? 0 : 1);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end(signal));
}
