import { Injectable } from '@nestjs/common';
import { type PresenceWire } from '@secureconnect/contracts';
import { type Caller } from '@secureconnect/identity';
import { Memberships } from '../memberships/memberships';
import { WhoIsHere } from './who-is-here';

/** What is asked. */
export interface FindPresenceCommand {
  readonly caller: Caller;
  readonly userIds: readonly string[];
}

/** Says of those who share a conversation with the caller, and of herself, whether they are here; others are left out. */
@Injectable()
export class FindPresence {
  constructor(
    private readonly memberships: Memberships,
    private readonly who: WhoIsHere,
  ) {}

  async execute({ caller, userIds }: FindPresenceCommand): Promise<readonly PresenceWire[]> {
    const asked = [...new Set(userIds)];
    const others = asked.filter((id) => id !== caller.userId);
    const shared = await this.memberships.sharing(caller.userId, others);
    return this.who.of(asked.filter((id) => id === caller.userId || shared.has(id)));
  }
}
