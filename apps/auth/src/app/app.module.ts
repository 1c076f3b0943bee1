import { Module } from '@nestjs/common';
import { SigningKeysModule } from './signing-keys/signing-keys.module';

/** Composition root of auth: accounts, tokens and sessions. The one file that chooses adapters. */
@Module({ imports: [SigningKeysModule] })
export class AppModule {}
