import { defineJob } from '@secureconnect/jobs';
import { IsIn, IsString, MaxLength } from 'class-validator';

/** What somebody asked to have mailed to an address, whoever has it. */
export const accountMailKinds = ['verify', 'reset', 'register'] as const;

/** One of them. */
export type AccountMailKind = (typeof accountMailKinds)[number];

/** A request for a mail; the address is sealed, and with it what somebody registered with. */
export class AccountMailPayload {
  @IsIn(accountMailKinds)
  kind: AccountMailKind;

  @IsString()
  @MaxLength(64)
  key: string;

  @IsString()
  sealed: string;
}

/** Looks up whether there is anything to mail, after whoever asked has got the answer that everybody gets. */
export const accountMailJob = defineJob<AccountMailPayload>({
  name: 'account-mail',
  payload: AccountMailPayload,
  concurrency: 4,
});
