import { type INestApplicationContext, type Type } from '@nestjs/common';

/** Something a service's program does once and ends. */
export interface ServiceCommand {
  /** What it needs beside the database and the service's settings. */
  readonly module: Type;
  /** Does it, given the arguments after its name; gives the sentence that says what it did. */
  readonly run: (app: INestApplicationContext, args: readonly string[]) => Promise<string>;
}
