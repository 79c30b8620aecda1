using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Marketing.Store.Migrations
{
    /// <inheritdoc />
    public partial class Ads : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "ads");

            migrationBuilder.CreateTable(
                name: "budgets",
                schema: "ads",
                columns: table => new
                {
                    campaign_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    spent = table.Column<decimal>(type: "numeric", nullable: false),
                    reserved = table.Column<decimal>(type: "numeric", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_budgets", x => new { x.campaign_id, x.day });
                });

            migrationBuilder.CreateTable(
                name: "decision_ads",
                schema: "ads",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    decision_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    ad_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    campaign_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    placement = table.Column<string>(type: "text", nullable: false),
                    position = table.Column<short>(type: "smallint", nullable: false),
                    channel = table.Column<string>(type: "text", nullable: false),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    replica_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    pricing = table.Column<string>(type: "text", nullable: false),
                    bid = table.Column<decimal>(type: "numeric", nullable: false),
                    propensity = table.Column<double>(type: "double precision", nullable: false),
                    p_click = table.Column<double>(type: "double precision", nullable: false),
                    p_conversion = table.Column<double>(type: "double precision", nullable: false),
                    ecpm = table.Column<double>(type: "double precision", nullable: false),
                    features = table.Column<string>(type: "jsonb", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    first_reserved = table.Column<decimal>(type: "numeric", nullable: false),
                    reserved = table.Column<decimal>(type: "numeric", nullable: false),
                    spent = table.Column<decimal>(type: "numeric", nullable: false),
                    impression_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    click_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    conversion_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revenue = table.Column<decimal>(type: "numeric", nullable: false),
                    resolved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_decision_ads", x => new { x.user_id, x.decision_id, x.ad_id });
                });

            migrationBuilder.CreateTable(
                name: "decisions",
                schema: "ads",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    decision_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    replica_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    model_version = table.Column<string>(type: "text", nullable: true),
                    seed = table.Column<long>(type: "bigint", nullable: false),
                    holdout = table.Column<bool>(type: "boolean", nullable: false),
                    degraded = table.Column<bool>(type: "boolean", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: true),
                    context = table.Column<string>(type: "jsonb", nullable: false),
                    eligible = table.Column<byte[]>(type: "bytea", nullable: false),
                    campaigns = table.Column<string[]>(type: "text[]", nullable: false),
                    controls = table.Column<string[]>(type: "text[]", nullable: false),
                    answer = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_decisions", x => new { x.user_id, x.decision_id });
                });

            migrationBuilder.CreateTable(
                name: "definitions",
                schema: "ads",
                columns: table => new
                {
                    kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    definition_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    campaign_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    number = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    document = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_definitions", x => new { x.kind, x.definition_id });
                });

            migrationBuilder.CreateTable(
                name: "leases",
                schema: "ads",
                columns: table => new
                {
                    replica_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    campaign_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    granted = table.Column<decimal>(type: "numeric", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_leases", x => new { x.replica_id, x.campaign_id, x.day });
                });

            migrationBuilder.CreateTable(
                name: "outcomes",
                schema: "ads",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    decision_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    ad_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    type = table.Column<short>(type: "smallint", nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    value = table.Column<decimal>(type: "numeric", nullable: true),
                    weight = table.Column<float>(type: "real", nullable: false),
                    flag = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outcomes", x => new { x.user_id, x.decision_id, x.ad_id, x.type, x.occurred_at });
                });

            migrationBuilder.CreateTable(
                name: "plan_assignments",
                schema: "ads",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    ad_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    campaign_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    channel = table.Column<string>(type: "text", nullable: false),
                    send_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    value = table.Column<double>(type: "double precision", nullable: false),
                    cost = table.Column<double>(type: "double precision", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_plan_assignments", x => new { x.user_id, x.plan_id, x.ordinal });
                });

            migrationBuilder.CreateTable(
                name: "plans",
                schema: "ads",
                columns: table => new
                {
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    request = table.Column<string>(type: "jsonb", nullable: false),
                    summary = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    approved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    delivered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_plans", x => x.plan_id);
                });

            migrationBuilder.CreateTable(
                name: "replicas",
                schema: "ads",
                columns: table => new
                {
                    replica_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_replicas", x => x.replica_id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_decision_ads_decided_at",
                schema: "ads",
                table: "decision_ads",
                column: "decided_at")
                .Annotation("Npgsql:IndexMethod", "brin");

            migrationBuilder.CreateIndex(
                name: "IX_decision_ads_expires_at",
                schema: "ads",
                table: "decision_ads",
                column: "expires_at",
                filter: "resolved_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_decision_ads_resolved_at",
                schema: "ads",
                table: "decision_ads",
                column: "resolved_at");

            migrationBuilder.CreateIndex(
                name: "IX_decision_ads_user_id_decided_at",
                schema: "ads",
                table: "decision_ads",
                columns: new[] { "user_id", "decided_at" });

            migrationBuilder.CreateIndex(
                name: "IX_decisions_decided_at",
                schema: "ads",
                table: "decisions",
                column: "decided_at")
                .Annotation("Npgsql:IndexMethod", "brin");

            migrationBuilder.CreateIndex(
                name: "IX_decisions_decision_id",
                schema: "ads",
                table: "decisions",
                column: "decision_id");

            migrationBuilder.CreateIndex(
                name: "IX_definitions_campaign_id",
                schema: "ads",
                table: "definitions",
                column: "campaign_id");

            migrationBuilder.CreateIndex(
                name: "IX_outcomes_user_id_occurred_at",
                schema: "ads",
                table: "outcomes",
                columns: new[] { "user_id", "occurred_at" });

            migrationBuilder.CreateIndex(
                name: "IX_plan_assignments_plan_id_ordinal",
                schema: "ads",
                table: "plan_assignments",
                columns: new[] { "plan_id", "ordinal" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "budgets",
                schema: "ads");

            migrationBuilder.DropTable(
                name: "decision_ads",
                schema: "ads");

            migrationBuilder.DropTable(
                name: "decisions",
                schema: "ads");

            migrationBuilder.DropTable(
                name: "definitions",
                schema: "ads");

            migrationBuilder.DropTable(
                name: "leases",
                schema: "ads");

            migrationBuilder.DropTable(
                name: "outcomes",
                schema: "ads");

            migrationBuilder.DropTable(
                name: "plan_assignments",
                schema: "ads");

            migrationBuilder.DropTable(
                name: "plans",
                schema: "ads");

            migrationBuilder.DropTable(
                name: "replicas",
                schema: "ads");
        }
    }
}
