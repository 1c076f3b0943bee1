import { type Role } from '@secureconnect/identity';

/** A person's account as PostgreSQL has it. */
export interface Account {
  readonly id: string;
  /** As it was typed; mail goes here and nowhere else. */
  readonly email: string;
  readonly username: string;
  readonly passwordHash: string;
  readonly displayName: string | null;
  readonly role: Role;
  readonly emailVerifiedAt: Date | null;
  readonly passwordChangedAt: Date;
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** An account that is to be. */
export interface NewAccount {
  readonly email: string;
  readonly username: string;
  readonly passwordHash: string;
  readonly displayName?: string | null;
  readonly role?: Role;
  readonly isVerified?: boolean;
}

/** What may change of one. */
export interface AccountChange {
  readonly email?: string;
  readonly username?: string;
  readonly passwordHash?: string;
  readonly displayName?: string | null;
  readonly role?: Role;
  readonly isVerified?: boolean;
  readonly isDisabled?: boolean;
}
