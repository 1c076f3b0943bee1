import { type Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import { type IncomingMessage } from 'node:http';
import { discardRest } from './discard-rest';
import { MalformedFormError } from './malformed-form.error';

/** The one file of a form, as it begins to come. */
export interface FormFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Readable;
  /** Resolves when the form has ended as forms do; rejects where it did not, or held something else besides. */
  readonly whole: Promise<void>;
}

type Take<T> = (file: FormFile, fields: Readonly<Record<string, string>>) => Promise<T>;

const limits = { files: 1, fields: 4, fieldSize: 1_024, fieldNameSize: 100, headerPairs: 20, parts: 5 };

/** One form while it is read. */
class FormReading<T> {
  private readonly fields: Record<string, string> = {};
  private readonly parser: InstanceType<typeof Busboy>;
  private bytes: Readable | undefined;
  private taken: Promise<T> | undefined;
  private breakOff: (error: Error) => void = () => undefined;

  constructor(
    private readonly request: IncomingMessage,
    private readonly take: Take<T>,
  ) {
    this.parser = parserFor(request);
  }

  async run(): Promise<T> {
    const whole = new Promise<void>((resolve, reject) => {
      this.parser.once('finish', resolve);
      this.breakOff = (error) => this.stop(error, reject);
    });
    this.listen(whole);
    this.begin();
    await whole.catch((error: unknown) => {
      // What was begun with the file is undone before anybody is answered.
      if (!this.taken) throw error;
    });
    if (!this.taken) throw new MalformedFormError('The form holds no file.');
    return this.taken;
  }

  /** Of one whose client left before anybody listened, nothing is heard any more. */
  private begin(): void {
    const { request } = this;
    if (!request.destroyed || request.readableEnded) request.pipe(this.parser);
    else this.breakOff(new MalformedFormError('The connection ended before the form.'));
  }

  private listen(whole: Promise<void>): void {
    const { parser, request } = this;
    const fail = (message: string, cause?: unknown) =>
      this.breakOff(new MalformedFormError(message, { cause }));
    parser.on('field', (name, value) => {
      if (this.taken) fail('Fields come before the file.');
      else this.fields[name] = value;
    });
    parser.on('file', (_field, bytes: Readable, name, _encoding, type) => {
      this.bytes = bytes;
      // A form that is cut off says so on the file, whether or not anybody reads it yet.
      bytes.on('error', (error) => bytes.destroy(error));
      this.taken = this.take({ name: name ?? '', type, bytes, whole }, this.fields);
      this.taken.catch(this.breakOff);
    });
    for (const limit of ['filesLimit', 'fieldsLimit', 'partsLimit'] as const)
      parser.on(limit, () => fail('The form holds more than one file and few fields.'));
    parser.on('error', (cause) => fail('', cause));
    request.on('error', (cause) => fail('The connection ended in the middle of the form.', cause));
  }

  private stop(error: Error, reject: (error: Error) => void): void {
    this.request.unpipe(this.parser);
    discardRest(this.request);
    this.bytes?.destroy(error);
    reject(error);
  }
}

/**
 * Reads a form with one file in it, the fields before it first; gives what `take` made of the file once the form has
 * ended. Whatever else it holds is refused.
 */
export const receiveForm = async <T>(request: IncomingMessage, take: Take<T>): Promise<T> =>
  new FormReading(request, take).run();

function parserFor({ headers }: IncomingMessage): InstanceType<typeof Busboy> {
  try {
    return new Busboy({ headers: { ...headers, 'content-type': headers['content-type'] ?? '' }, limits });
  } catch (cause) {
    throw new MalformedFormError('', { cause });
  }
}
