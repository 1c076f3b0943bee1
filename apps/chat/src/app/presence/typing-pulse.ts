/** Somebody who types in a conversation, or has stopped. */
export interface Typing {
  readonly conversationId: string;
  readonly userId: string;
  readonly isTyping: boolean;
  /** Of the conversation, when she last said so. */
  readonly version: number;
}

/** How often it is passed on, and when it ends by itself. */
export interface TypingPulseOptions {
  readonly everyMs: number;
  readonly endsAfterMs: number;
  /** More in one conversation are passed on later: who types in a crowd of typists is not missed. */
  readonly mostInConversation: number;
  readonly maxTypists: number;
}

/** What holds unless said otherwise. */
export const defaultTypingPulseOptions: TypingPulseOptions = {
  ...{ everyMs: 1_000, endsAfterMs: 5_000, mostInConversation: 10, maxTypists: 10_000 },
};

interface Typist {
  readonly conversationId: string;
  readonly userId: string;
  isTyping: boolean;
  version: number;
  endsAt: number;
  told: boolean;
  toldAt: number;
}

/** Who types where: each is passed on at most once in a while, and ends by itself. */
export class TypingPulse {
  private readonly typists = new Map<string, Typist>();
  private passed = new Map<string, number>();
  private passedFrom = 0;

  constructor(private readonly options = defaultTypingPulseOptions) {}

  get size(): number {
    return this.typists.size;
  }

  /** Takes what somebody says; gives it back if it is to be passed on now. */
  say(typing: Typing, now: number): Typing | undefined {
    const { isTyping, version } = typing;
    const typist = this.of(typing);
    if (!typist) return undefined;
    Object.assign(typist, { isTyping, version });
    typist.endsAt = now + this.options.endsAfterMs;
    return isTyping || typist.told ? this.pass(typist, now) : undefined;
  }

  /** She is gone from here, and types nowhere. */
  leave(userId: string): void {
    for (const typist of this.typists.values()) if (typist.userId === userId) typist.isTyping = false;
  }

  /** What is to be passed on by now: who has fallen silent, and who had to wait. */
  due(now: number): readonly Typing[] {
    const due: Typing[] = [];
    for (const [key, typist] of this.typists) {
      if (typist.endsAt <= now) typist.isTyping = false;
      const passed = typist.isTyping === typist.told ? undefined : this.pass(typist, now);
      if (passed) due.push(passed);
      if (!typist.isTyping && !typist.told && typist.toldAt + this.options.everyMs <= now)
        this.typists.delete(key);
    }
    return due;
  }

  private of(typing: Typing): Typist | undefined {
    const { conversationId, userId, isTyping } = typing;
    const key = `${conversationId} ${userId}`;
    const known = this.typists.get(key);
    if (known || !isTyping || this.typists.size >= this.options.maxTypists) return known;
    const typist = { ...typing, endsAt: 0, told: false, toldAt: -Infinity };
    this.typists.set(key, typist);
    return typist;
  }

  private pass(typist: Typist, now: number): Typing | undefined {
    const { conversationId, userId, isTyping, version } = typist;
    if (now - typist.toldAt < this.options.everyMs || !this.hasRoom(conversationId, now)) return undefined;
    typist.told = isTyping;
    typist.toldAt = now;
    return { conversationId, userId, isTyping, version };
  }

  private hasRoom(conversationId: string, now: number): boolean {
    if (now - this.passedFrom >= this.options.everyMs) {
      this.passed = new Map();
      this.passedFrom = now;
    }
    const passed = this.passed.get(conversationId) ?? 0;
    if (passed >= this.options.mostInConversation) return false;
    this.passed.set(conversationId, passed + 1);
    return true;
  }
}
