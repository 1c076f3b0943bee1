import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength, ValidateBy, ValidateIf } from 'class-validator';
import { isUsername } from './account-spelling';

type Of = { readonly isOptional?: boolean };

/**
 * Visible, and nothing that a terminal obeys, that turns what stands beside it around, or that is a blank letter;
 * what joins two letters or two emoji stands between them alone.
 */
const displayName =
  /^(?!\s)(?=.*[\p{L}\p{N}\p{P}\p{S}])(?:(?![\u115f\u1160\u2800\u3164\uffa0])[^\p{C}\p{Zl}\p{Zp}]|(?<=[^\u200c\u200d])[\u200c\u200d](?![\u200c\u200d]|$))+(?<!\s)$/u;

const property = ({ isOptional = false }: Of, options: ApiPropertyOptions) =>
  isOptional
    ? [ApiPropertyOptional(options), ValidateIf((_, value) => value !== undefined)]
    : [ApiProperty(options)];

/** An address; whether mail can be sent there is answered with a code of its own. */
export const EmailField = (of: Of = {}): PropertyDecorator =>
  applyDecorators(
    ...property(of, { type: String, format: 'email', maxLength: 254, example: 'ada@example.com' }),
    IsString(),
    MaxLength(320),
  );

/** A name that others find an account by. */
export const UsernameField = (of: Of = {}): PropertyDecorator =>
  applyDecorators(
    ...property(of, { type: String, minLength: 3, maxLength: 32, example: 'ada.lovelace' }),
    ValidateBy({
      name: 'isUsername',
      validator: {
        validate: (value) => typeof value === 'string' && isUsername(value),
        defaultMessage: () =>
          '$property must be 3 to 32 Latin letters, digits, dots, underscores or hyphens, and begin and end with a letter or digit',
      },
    }),
  );

/** A password on its way in; how long it may be is a matter of the policy, with a code of its own. */
export const PasswordField = (of: Of = {}): PropertyDecorator =>
  applyDecorators(
    ...property(of, { type: String, format: 'password', minLength: 8, maxLength: 128 }),
    IsString(),
  );

/** What an account is called among people; null or left out: nothing. */
export const DisplayNameField = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      type: String,
      nullable: true,
      minLength: 1,
      maxLength: 80,
      example: 'Ada Lovelace',
    }),
    IsOptional(),
    IsString(),
    MaxLength(80),
    Matches(displayName, {
      message: '$property must be visible, on one line, without spaces around it or control characters',
    }),
  );

/** What a link in a mail ended with. */
export const TokenField = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type: String, description: 'What stands behind #token= in the link' }),
    IsString(),
    MaxLength(128),
  );
