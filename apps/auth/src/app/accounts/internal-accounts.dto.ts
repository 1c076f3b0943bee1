import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsUUID } from 'class-validator';

const split = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.split(',') : value;

/** Whom another service asks about. */
export class InternalAccountsQuery {
  @ApiProperty({ type: String, description: 'Up to 100 ids, with commas between them' })
  @Transform(split)
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsUUID(undefined, { each: true })
  ids: string[];
}

/** That an account is there. */
export class InternalAccountDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
}

/** Those that are there. */
export class InternalAccountsDto {
  @ApiProperty({ type: [InternalAccountDto] })
  items: readonly InternalAccountDto[];
}
