#!/bin/bash

WHOP_APP_ID="app_123abc"
API_URL="https://api.whopship.com"
AUTH_TOKEN="your_auth_token"

# Build
npx @opennextjs/cloudflare build

# Create artifact
cd .open-next
zip -r ../artifact.zip .
cd ..

# Create deployment
RESPONSE=$(curl -s -X POST "$API_URL/deployments" \
  -H "Content-Type: application/json" \
  -H "Authorization: Bearer $AUTH_TOKEN" \
  -d "{\"whopAppId\":\"$WHOP_APP_ID\"}")

DEPLOYMENT_ID=$(echo $RESPONSE | jq -r '.deployment.id')
UPLOAD_URL=$(echo $RESPONSE | jq -r '.uploadUrl')

echo "Deployment ID: $DEPLOYMENT_ID"

# Upload artifact
curl -X PUT \
  -H "Content-Type: application/zip" \
  --data-binary @artifact.zip \
  "$UPLOAD_URL"

# Trigger deployment
curl -X POST "$API_URL/deployments/$DEPLOYMENT_ID/trigger" \
  -H "Authorization: Bearer $AUTH_TOKEN"

# Monitor status
while true; do
  STATUS=$(curl -s "$API_URL/deployments/$DEPLOYMENT_ID" \
    -H "Authorization: Bearer $AUTH_TOKEN" | jq -r '.deployment.status')
  
  echo "Status: $STATUS"
  
  if [ "$STATUS" = "active" ] || [ "$STATUS" = "failed" ]; then
    break
  fi
  
  sleep 5
done

# Get final URL
if [ "$STATUS" = "active" ]; then
  URL=$(curl -s "$API_URL/deployments/$DEPLOYMENT_ID" \
    -H "Authorization: Bearer $AUTH_TOKEN" | jq -r '.url')
  echo "✅ Deployed to: $URL"
else
  echo "❌ Deployment failed"
  curl -s "$API_URL/deployments/$DEPLOYMENT_ID/logs" \
    -H "Authorization: Bearer $AUTH_TOKEN"
fi
