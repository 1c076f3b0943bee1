import { Injectable } from '@nestjs/common';
import { defineJob, Job } from '@secureconnect/jobs';
import { IsUUID } from 'class-validator';
import { ResetFactor } from './reset-factor.use-case';

/** Whose factor is to go. */
export class FactorResetPayload {
  @IsUUID()
  userId: string;
}

/** What the command asks for: sessions are ended by who serves them. */
export const factorResetJob = defineJob<FactorResetPayload>({
  name: 'reset-factor',
  payload: FactorResetPayload,
  concurrency: 1,
});

/** Takes factors away that the command wants gone. */
@Injectable()
export class FactorResets {
  constructor(private readonly resetFactor: ResetFactor) {}

  @Job(factorResetJob)
  run({ userId }: FactorResetPayload): Promise<void> {
    return this.resetFactor.run(userId);
  }
}
