import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { PushTokenStore } from '@secureconnect/push-token-store';
import { RedisFree } from '@secureconnect/resilience';
import { type RevocationEntry, RevocationStore } from '@secureconnect/revocation-store';
import { type Subscription } from 'rxjs';

const gatherMs = 200;
const againMs = 2_000;
/** Beyond them the oldest are left out: none of them is woken anyway, for as long as its revocation is known. */
const mostWaiting = 50_000;

/**
 * Forgets the devices of sessions that ended. Whoever sends asks whether a session was revoked; but a revocation is
 * known for a quarter of an hour alone, and what is forgotten by then is never woken again. Of those that were made
 * while an instance was away it hears when it begins.
 */
@Injectable()
export class SignedOutDevices implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Push');
  private readonly sessions = new Set<string>();
  private readonly users = new Map<string, number>();
  private listening: Subscription | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isFailing = false;

  constructor(
    private readonly tokens: PushTokenStore,
    private readonly revocations: RevocationStore,
  ) {}

  @RedisFree('push-tokens.hear-of-signed-out')
  onModuleInit(): void {
    this.listening = this.revocations.revoked$.subscribe((entry) => this.hear(entry));
  }

  onApplicationShutdown(): void {
    this.listening?.unsubscribe();
    clearTimeout(this.timer);
  }

  private hear({ kind, subject, issuedBefore = Date.now() }: RevocationEntry): void {
    if (kind === 'token') return;
    if (kind === 'session') this.sessions.add(subject);
    else this.users.set(subject, Math.max(issuedBefore, this.users.get(subject) ?? 0));
    for (const waiting of [this.sessions, this.users])
      if (waiting.size > mostWaiting) waiting.delete(waiting.keys().next().value as string);
    this.timer ??= this.later(gatherMs);
  }

  private later(ms: number): NodeJS.Timeout {
    return setTimeout(() => void this.forget(), ms).unref();
  }

  @RedisFree('push-tokens.forget-signed-out')
  private async forget(): Promise<void> {
    const [sessions, users] = [[...this.sessions], [...this.users]];
    const gone = users.map(([userId, issuedBefore]) => ({ userId, issuedBefore }));
    try {
      await this.tokens.signOut({ sessions, users: gone });
      for (const session of sessions) this.sessions.delete(session);
      for (const [userId, moment] of users) if (this.users.get(userId) === moment) this.users.delete(userId);
      this.isFailing = false;
    } catch (error) {
      if (!this.isFailing)
        this.logger.warn(`Devices that were signed out wait to be forgotten: ${String(error)}`);
      this.isFailing = true;
    }
    const isDone = this.sessions.size + this.users.size === 0;
    this.timer = isDone ? undefined : this.later(this.isFailing ? againMs : gatherMs);
  }
}
