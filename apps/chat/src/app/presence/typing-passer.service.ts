import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ChangePublisher } from '../delivery/change-publisher';
import { Streams } from '../delivery/streams.service';
import { type Typing, TypingPulse } from './typing-pulse';

const tickMs = 250;

/** Passes on who types, to who is in the conversation now. */
@Injectable()
export class TypingPasser implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly pulse = new TypingPulse();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly publisher: ChangePublisher,
    private readonly streams: Streams,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      for (const typing of this.pulse.due(Date.now())) this.pass(typing);
    }, tickMs).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Whether she is told what happens in a conversation, as its members are. */
  reaches(conversationId: string, userId: string): boolean {
    return this.streams.peopleIn(conversationId).has(userId);
  }

  /** Who is not told what happens there (yet) is not heard there either. */
  say(typing: Omit<Typing, 'version'>): void {
    const { conversationId, userId, isTyping } = typing;
    if (isTyping && !this.reaches(conversationId, userId)) return;
    const version = this.streams.versionOf(conversationId) ?? 0;
    const passed = this.pulse.say({ ...typing, version }, Date.now());
    if (passed) this.pass(passed);
  }

  /** Nobody types who is not connected. */
  leave(userId: string): void {
    this.pulse.leave(userId);
  }

  private pass({ conversationId, userId, isTyping, version: saidAt }: Typing): void {
    // She was removed since. That she has stopped may be told: whoever hears it saw her type.
    if (isTyping && !this.reaches(conversationId, userId)) return;
    const version = this.streams.versionOf(conversationId) ?? saidAt;
    const data = { conversation_id: conversationId, user_id: userId, is_typing: isTyping };
    const news = { conversation_id: conversationId, version, event: 'typing', except: userId } as const;
    this.publisher.pass({ ...news, data });
  }
}
