import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Pool } from 'pg';

/** The same two routes as the bare Fastify's, as Nest would have them. */
@Controller('health')
class BareController {
  constructor(private readonly pool: Pool) {}

  @Get('live')
  live(): { status: string } {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(): Promise<{ status: string }> {
    await this.pool.query('SELECT 1');
    return { status: 'ok' };
  }
}

@Module({
  controllers: [BareController],
  providers: [
    {
      provide: Pool,
      useFactory: () => new Pool({ connectionString: process.env['DATABASE_URL'], max: 10 }),
    },
  ],
})
class BareModule {}

async function main(): Promise<void> {
  const adapter = new FastifyAdapter();
  const app = await NestFactory.create<NestFastifyApplication>(BareModule, adapter, { logger: false });
  await app.listen(Number(process.env['PORT']), String(process.env['HOST']));
}

void main();
