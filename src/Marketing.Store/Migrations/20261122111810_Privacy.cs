using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Marketing.Store.Migrations
{
    /// <inheritdoc />
    public partial class Privacy : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "privacy");

            migrationBuilder.CreateTable(
                name: "audit",
                schema: "privacy",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    called_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    caller = table.Column<string>(type: "text", nullable: false),
                    role = table.Column<string>(type: "text", nullable: false),
                    method = table.Column<string>(type: "text", nullable: false),
                    route = table.Column<string>(type: "text", nullable: false),
                    trace_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit", x => x.sequence);
                });

            migrationBuilder.CreateTable(
                name: "erased_subjects",
                schema: "privacy",
                columns: table => new
                {
                    subject_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    erasure_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_erased_subjects", x => x.subject_hash);
                });

            migrationBuilder.CreateTable(
                name: "erasures",
                schema: "privacy",
                columns: table => new
                {
                    erasure_id = table.Column<Guid>(type: "uuid", nullable: false),
                    subject_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    erased_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    removed = table.Column<string>(type: "text", nullable: false),
                    backups_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    seal = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_erasures", x => x.erasure_id);
                });

            migrationBuilder.CreateTable(
                name: "keys",
                schema: "privacy",
                columns: table => new
                {
                    key_id = table.Column<int>(type: "integer", nullable: false),
                    key = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_keys", x => x.key_id);
                });

            migrationBuilder.Sql(
                """
                INSERT INTO privacy.keys (key_id, key)
                VALUES (1, decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));

                CREATE FUNCTION privacy.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION 'The audit log is only ever added to.';
                END $$;

                CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON privacy.audit
                FOR EACH STATEMENT EXECUTE FUNCTION privacy.refuse_change();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "audit",
                schema: "privacy");

            migrationBuilder.DropTable(
                name: "erased_subjects",
                schema: "privacy");

            migrationBuilder.DropTable(
                name: "erasures",
                schema: "privacy");

            migrationBuilder.DropTable(
                name: "keys",
                schema: "privacy");

            migrationBuilder.Sql("DROP FUNCTION privacy.refuse_change();");
        }
    }
}
