import { ApiProperty } from '@nestjs/swagger';
import {
  DisplayNameField,
  EmailField,
  PasswordField,
  TokenField,
  UsernameField,
} from './account-fields.decorator';

/** Somebody who wants an account. */
export class RegistrationDto {
  @EmailField()
  email: string;

  @UsernameField()
  username: string;

  @PasswordField()
  password: string;

  @DisplayNameField()
  display_name?: string | null;
}

/** An address, whoever has it. */
export class EmailDto {
  @EmailField()
  email: string;
}

/** What a link in a mail was for. */
export class TokenDto {
  @TokenField()
  token: string;
}

/** A new password for a link. */
export class PasswordResetDto extends TokenDto {
  @PasswordField()
  password: string;
}

/** A new password for the present one. */
export class PasswordChangeDto {
  @PasswordField()
  current_password: string;

  @PasswordField()
  new_password: string;
}

/** The password, once more. */
export class PasswordDto {
  @PasswordField()
  password: string;
}

/** What everybody gets, whether there is an account or not. */
export class AcceptedDto {
  @ApiProperty({ enum: ['accepted'] })
  status: 'accepted';
}
