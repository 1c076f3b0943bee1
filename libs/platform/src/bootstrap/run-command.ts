import { Module, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import { type PlatformValues } from '../config/platform.settings';
import { type Environment, readSettings } from '../config/read-settings';
import { DatabaseHealth } from '../database/database-health.service';
import { DatabaseModule } from '../database/database.module';
import { NestLogger } from '../logging/nest-logger.service';
import { databaseOptionsOf } from './database-options';
import { type ServiceCommand } from './service-command';
import { type ServiceDefinition, settingsOf } from './service-definition';
import { SETTINGS } from './settings.decorator';

const patienceMs = 15_000;

/** Runs a command of a service, with its settings and its database and nothing else of it. */
export async function runCommand(
  service: ServiceDefinition,
  { module, run }: ServiceCommand,
  env: Environment,
): Promise<void> {
  const values = readSettings(service.name, settingsOf(service), env) as PlatformValues;
  const settings: Provider[] = [{ provide: SETTINGS, useValue: values }];
  @Module({})
  class SettingsModule {}
  @Module({
    imports: [
      { module: SettingsModule, global: true, providers: settings, exports: settings },
      ...[DatabaseModule.forRoot(databaseOptionsOf(service, values)), module],
    ],
  })
  class CommandModule {}
  // What it did is what it prints; of the rest only what went wrong.
  const logger = new NestLogger(pino({ level: 'error' }, pino.destination(2)));
  const app = await NestFactory.createApplicationContext(CommandModule, { logger, abortOnError: false });
  try {
    await ready(app.get(DatabaseHealth));
    process.stdout.write(`${await run(app, process.argv.slice(3))}\n`);
  } finally {
    await app.close();
  }
}

async function ready(database: DatabaseHealth): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const sentence = `PostgreSQL is not there, or its schema is not up to date, after ${patienceMs / 1_000} s.`;
    timer = setTimeout(() => reject(new Error(sentence)), patienceMs);
  });
  await Promise.race([database.whenReady(), late]).finally(() => clearTimeout(timer));
}
