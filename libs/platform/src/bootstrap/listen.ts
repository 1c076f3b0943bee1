import { type INestApplication } from '@nestjs/common';
import { ListenError } from './listen.error';

/** Has an application take requests; rejects with a sentence where the address is not to be had. */
export async function listen(
  app: INestApplication,
  { PORT, HOST }: { readonly PORT: number; readonly HOST: string },
): Promise<void> {
  try {
    await app.listen(PORT, HOST);
  } catch (cause) {
    await app.close();
    throw isOfTheSystem(cause) ? new ListenError(HOST, PORT, cause) : cause;
  }
}

/** Starting to listen also sets the application up, and what is wrong with that says so itself. */
const isOfTheSystem = (error: unknown): error is NodeJS.ErrnoException =>
  typeof (error as Partial<NodeJS.ErrnoException> | null)?.syscall === 'string';
