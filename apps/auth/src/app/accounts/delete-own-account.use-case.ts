import { Injectable } from '@nestjs/common';
import { ConfirmPassword, type PasswordProof } from './confirm-password.use-case';
import { RemoveAccount } from './remove-account.use-case';

/** Lets somebody take her own account away, for her password. */
@Injectable()
export class DeleteOwnAccount {
  constructor(
    private readonly confirm: ConfirmPassword,
    private readonly remove: RemoveAccount,
  ) {}

  async run(proof: PasswordProof): Promise<void> {
    const { id } = await this.confirm.run(proof);
    await this.remove.run(id);
  }
}
