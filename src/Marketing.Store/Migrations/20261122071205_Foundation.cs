using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Marketing.Store.Migrations
{
    /// <inheritdoc />
    public partial class Foundation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "training");

            migrationBuilder.EnsureSchema(
                name: "shop");

            migrationBuilder.EnsureSchema(
                name: "recommendations");

            migrationBuilder.CreateTable(
                name: "artefact_chunks",
                schema: "training",
                columns: table => new
                {
                    model = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<int>(type: "integer", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    bytes = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_artefact_chunks", x => new { x.model, x.version, x.ordinal });
                });

            migrationBuilder.CreateTable(
                name: "events",
                schema: "shop",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    event_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    type = table.Column<short>(type: "smallint", nullable: false),
                    session_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    item_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    value = table.Column<double>(type: "double precision", nullable: true),
                    quantity = table.Column<decimal>(type: "numeric", nullable: true),
                    price = table.Column<decimal>(type: "numeric", nullable: true),
                    currency = table.Column<string>(type: "text", nullable: true),
                    order_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    query = table.Column<string>(type: "text", nullable: true),
                    text = table.Column<string>(type: "text", nullable: true),
                    language = table.Column<string>(type: "text", nullable: true),
                    recommendation_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    decision_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ad_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    placement = table.Column<string>(type: "text", nullable: true),
                    channel = table.Column<string>(type: "text", nullable: true),
                    attributes = table.Column<string>(type: "jsonb", nullable: true),
                    weight = table.Column<float>(type: "real", nullable: false),
                    flag = table.Column<string>(type: "text", nullable: true),
                    content_hash = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_events", x => new { x.user_id, x.event_id });
                });

            migrationBuilder.CreateTable(
                name: "items",
                schema: "shop",
                columns: table => new
                {
                    item_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: true),
                    category = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    brand = table.Column<string>(type: "text", nullable: true),
                    price = table.Column<decimal>(type: "numeric", nullable: true),
                    currency = table.Column<string>(type: "text", nullable: true),
                    stock = table.Column<int>(type: "integer", nullable: true),
                    available = table.Column<bool>(type: "boolean", nullable: false),
                    recommendable = table.Column<bool>(type: "boolean", nullable: false),
                    description = table.Column<string>(type: "text", nullable: true),
                    image_url = table.Column<string>(type: "text", nullable: true),
                    tags = table.Column<string[]>(type: "text[]", nullable: false),
                    attributes = table.Column<string>(type: "jsonb", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_items", x => x.item_id);
                });

            migrationBuilder.CreateTable(
                name: "log",
                schema: "recommendations",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    recommendation_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    served_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    placement = table.Column<string>(type: "text", nullable: true),
                    variant = table.Column<string>(type: "text", nullable: true),
                    model_version = table.Column<string>(type: "text", nullable: true),
                    watermark = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    request = table.Column<string>(type: "jsonb", nullable: false),
                    item_ids = table.Column<string[]>(type: "text[]", nullable: false),
                    scores = table.Column<float[]>(type: "real[]", nullable: false),
                    sources = table.Column<string[]>(type: "text[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_log", x => new { x.user_id, x.recommendation_id });
                });

            migrationBuilder.CreateTable(
                name: "model_versions",
                schema: "training",
                columns: table => new
                {
                    model = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<int>(type: "integer", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    algorithm = table.Column<string>(type: "text", nullable: false),
                    engine = table.Column<string>(type: "text", nullable: false),
                    metrics = table.Column<string>(type: "jsonb", nullable: false),
                    parameters = table.Column<string>(type: "jsonb", nullable: false),
                    data = table.Column<string>(type: "jsonb", nullable: false),
                    watermark = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    checksum = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_model_versions", x => new { x.model, x.version });
                });

            migrationBuilder.CreateTable(
                name: "quarantine",
                schema: "shop",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    quarantine_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    code = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    detail = table.Column<string>(type: "text", nullable: false),
                    content = table.Column<string>(type: "text", nullable: false),
                    content_hash = table.Column<long>(type: "bigint", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_quarantine", x => new { x.user_id, x.quarantine_id });
                });

            migrationBuilder.CreateTable(
                name: "runs",
                schema: "training",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    trigger = table.Column<string>(type: "text", nullable: false),
                    progress = table.Column<double>(type: "double precision", nullable: false),
                    models = table.Column<string[]>(type: "text[]", nullable: false),
                    force = table.Column<bool>(type: "boolean", nullable: false),
                    fencing_token = table.Column<long>(type: "bigint", nullable: false),
                    cancel_requested = table.Column<bool>(type: "boolean", nullable: false),
                    report = table.Column<string>(type: "jsonb", nullable: false),
                    error = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    heartbeat_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_runs", x => x.run_id);
                });

            migrationBuilder.CreateTable(
                name: "serving",
                schema: "training",
                columns: table => new
                {
                    model = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<int>(type: "integer", nullable: false),
                    fencing_token = table.Column<long>(type: "bigint", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_serving", x => x.model);
                });

            migrationBuilder.CreateTable(
                name: "session_links",
                schema: "shop",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    session_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    linked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_session_links", x => new { x.user_id, x.session_id });
                });

            migrationBuilder.CreateTable(
                name: "users",
                schema: "shop",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    language = table.Column<string>(type: "text", nullable: true),
                    time_zone = table.Column<string>(type: "text", nullable: true),
                    attributes = table.Column<string>(type: "jsonb", nullable: true),
                    consent_personalization = table.Column<bool>(type: "boolean", nullable: true),
                    consent_email = table.Column<bool>(type: "boolean", nullable: true),
                    consent_sms = table.Column<bool>(type: "boolean", nullable: true),
                    consent_push = table.Column<bool>(type: "boolean", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_users", x => x.user_id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_events_occurred_at",
                schema: "shop",
                table: "events",
                column: "occurred_at")
                .Annotation("Npgsql:IndexMethod", "brin");

            migrationBuilder.CreateIndex(
                name: "IX_events_user_id_occurred_at",
                schema: "shop",
                table: "events",
                columns: new[] { "user_id", "occurred_at" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "IX_items_category",
                schema: "shop",
                table: "items",
                column: "category");

            migrationBuilder.CreateIndex(
                name: "IX_items_changed_at",
                schema: "shop",
                table: "items",
                column: "changed_at");

            migrationBuilder.CreateIndex(
                name: "IX_log_served_at",
                schema: "recommendations",
                table: "log",
                column: "served_at")
                .Annotation("Npgsql:IndexMethod", "brin");

            migrationBuilder.CreateIndex(
                name: "IX_quarantine_received_at",
                schema: "shop",
                table: "quarantine",
                column: "received_at");

            migrationBuilder.CreateIndex(
                name: "IX_quarantine_user_id_code_content_hash",
                schema: "shop",
                table: "quarantine",
                columns: new[] { "user_id", "code", "content_hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_session_links_session_id",
                schema: "shop",
                table: "session_links",
                column: "session_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "artefact_chunks",
                schema: "training");

            migrationBuilder.DropTable(
                name: "events",
                schema: "shop");

            migrationBuilder.DropTable(
                name: "items",
                schema: "shop");

            migrationBuilder.DropTable(
                name: "log",
                schema: "recommendations");

            migrationBuilder.DropTable(
                name: "model_versions",
                schema: "training");

            migrationBuilder.DropTable(
                name: "quarantine",
                schema: "shop");

            migrationBuilder.DropTable(
                name: "runs",
                schema: "training");

            migrationBuilder.DropTable(
                name: "serving",
                schema: "training");

            migrationBuilder.DropTable(
                name: "session_links",
                schema: "shop");

            migrationBuilder.DropTable(
                name: "users",
                schema: "shop");
        }
    }
}
