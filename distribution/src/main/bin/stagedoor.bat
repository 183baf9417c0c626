@echo off
rem The command of an installation: secrets, tokens and users. Relative paths are relative to the Red5 folder.
setlocal
set "JAVA=java"
if not "%JAVA_HOME%"=="" set "JAVA=%JAVA_HOME%\bin\java"
pushd "%~dp0..\.."
"%JAVA%" -Xmx64m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "stagedoor\bin\lib\*;stagedoor\system\*" io.stagedoor.cli.Installed %*
set "CODE=%ERRORLEVEL%"
popd
exit /b %CODE%
