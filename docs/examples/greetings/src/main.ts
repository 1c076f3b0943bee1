import 'reflect-metadata';
import { Body, Controller, Get, Injectable, Module, NotFoundException, Param, Put } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { RedisGate, ResilientRedisModule, setForEver } from '@secureconnect/redis';
import { FailClosed, Fallback } from '@secureconnect/resilience';

const keyOf = (name: string): string => `greeting:${name}`;

/** What this process has seen, for the time Redis is away. A real one is bounded: see MemoryTier. */
@Injectable()
class RememberedGreetings {
  readonly seen = new Map<string, string>();

  async find(name: string): Promise<string | null> {
    return this.seen.get(name) ?? null;
  }
}

@Injectable()
class Greetings {
  constructor(
    private readonly redis: RedisGate,
    private readonly remembered: RememberedGreetings,
  ) {}

  @Fallback('greetings.find', 'greetings', { provider: RememberedGreetings })
  async find(name: string): Promise<string | null> {
    const text = await this.redis.read('greetings.find', (redis) => redis.get(keyOf(name)));
    if (text !== null) this.remembered.seen.set(name, text);
    return text;
  }

  @FailClosed('greetings.save', 'greetings')
  async save(name: string, text: string): Promise<void> {
    await this.redis.run(setForEver, { key: keyOf(name) }, { value: text });
  }
}

@Controller('greetings')
class GreetingsController {
  constructor(private readonly greetings: Greetings) {}

  @Fallback('greet', 'greetings')
  @Get(':name')
  async greet(@Param('name') name: string): Promise<{ text: string }> {
    const text = await this.greetings.find(name);
    if (text === null) throw new NotFoundException();
    return { text };
  }

  @FailClosed('change-greeting', 'greetings')
  @Put(':name')
  async change(@Param('name') name: string, @Body() { text }: { text: string }): Promise<{ text: string }> {
    await this.greetings.save(name, text);
    return { text };
  }
}

@Module({
  imports: [ResilientRedisModule.forRoot({ name: 'greetings', redis: { url: process.env.REDIS_URL } })],
  controllers: [GreetingsController],
  providers: [Greetings, RememberedGreetings],
})
class AppModule {}

async function main(): Promise<void> {
  const app = await NestFactory.create(AppModule, new FastifyAdapter());
  app.enableShutdownHooks();
  await app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1');
}

void main();
