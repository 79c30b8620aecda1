# The API host. The database is another container (docker-compose.yml): the embedded PostgreSQL is for development.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 CI=true

# Packages first: they change seldom and take longest.
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/Marketing.Api/*.csproj src/Marketing.Api/packages.lock.json src/Marketing.Api/
COPY src/Marketing.DemoShop/*.csproj src/Marketing.DemoShop/packages.lock.json src/Marketing.DemoShop/
COPY src/Marketing.Learning/*.csproj src/Marketing.Learning/packages.lock.json src/Marketing.Learning/
COPY src/Marketing.MLNet/*.csproj src/Marketing.MLNet/packages.lock.json src/Marketing.MLNet/
COPY src/Marketing.Recommendations/*.csproj src/Marketing.Recommendations/packages.lock.json src/Marketing.Recommendations/
COPY src/Marketing.Sentiment/*.csproj src/Marketing.Sentiment/packages.lock.json src/Marketing.Sentiment/
COPY src/Marketing.Ads/*.csproj src/Marketing.Ads/packages.lock.json src/Marketing.Ads/
COPY src/Marketing.Profiles/*.csproj src/Marketing.Profiles/packages.lock.json src/Marketing.Profiles/
COPY src/Marketing.Store/*.csproj src/Marketing.Store/packages.lock.json src/Marketing.Store/
COPY src/Marketing.Training/*.csproj src/Marketing.Training/packages.lock.json src/Marketing.Training/
RUN dotnet restore src/Marketing.Api -p:PublishReadyToRun=true

# Compiled ahead of time: a replica that starts has no second of compiling before its first answers.
COPY src src
RUN dotnet publish src/Marketing.Api -c Release --no-restore -o /app -p:UseAppHost=false \
    -r "linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')" --self-contained false -p:PublishReadyToRun=true

FROM mcr.microsoft.com/dotnet/aspnet:10.0
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/* \
    && mkdir -p /data/cookie-keys && chown -R app:app /data
WORKDIR /app
COPY --from=build /app .

# Non-root; everything the host writes is under /data.
USER app
VOLUME /data
ENV Urls=http://0.0.0.0:8080 Marketing__DataDirectory=/data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD curl -fsS http://localhost:8080/health/live || exit 1
STOPSIGNAL SIGTERM
ENTRYPOINT ["dotnet", "Marketing.Api.dll"]
CMD ["serve"]
