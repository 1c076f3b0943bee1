import cors from '@fastify/cors';
import { type FastifyInstance } from 'fastify';

/** Lets browsers of the listed origins call; with none listed, none may. */
export async function allowOrigins(fastify: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await fastify.register(cors, {
    origin: [...origins],
    credentials: true,
    maxAge: 600,
    exposedHeaders: ['X-Request-Id', 'X-Service-Mode', 'X-Degraded', 'Retry-After'],
  });
}
