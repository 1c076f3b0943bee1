import { ApiProperty } from '@nestjs/swagger';
import { type ReceiptWire } from '@secureconnect/contracts';
import { IsInt, Max, Min } from 'class-validator';

/** How far a member has had delivered, and has read. */
export class ReceiptDto implements ReceiptWire {
  @ApiProperty({ format: 'uuid' })
  conversation_id: string;

  @ApiProperty({ format: 'uuid' })
  user_id: string;

  @ApiProperty({ type: 'integer' })
  delivered_seq: number;

  @ApiProperty({ type: 'integer' })
  read_seq: number;
}

/** A page of receipts. */
export class ReceiptsDto {
  @ApiProperty({ type: [ReceiptDto] })
  items: readonly ReceiptWire[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor: string | null;
}

/** How far somebody says she is. */
export class ReceiptMarkDto {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'The number of a message' })
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  seq: number;
}
